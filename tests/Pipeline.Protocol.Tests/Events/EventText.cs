using System.Globalization;
using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Tests.Events;

/// <summary>An event as one line, so that a failing comparison shows the difference.</summary>
internal static class EventText
{
    public static string Of(EventRecord record)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{record.TimeUnixMs} {record.Segment} {record.Outcome} {record.Error} x{record.Count}");
        text.Append(CultureInfo.InvariantCulture, $" w{record.WeightMicro} d{record.DurationNs} {record.TraceId} {record.SpanId}");
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
            text.Append(CultureInfo.InvariantCulture, $" {(Resource)resource}={record.Resources[(Resource)resource]}");
        foreach (OperationUsage operation in record.Operations.OrderBy(operation => operation.Name, StringComparer.Ordinal).ThenBy(operation => operation.Kind))
            text.Append(CultureInfo.InvariantCulture, $" {operation}");
        foreach (EventValue value in record.Values.OrderBy(value => value.Name, StringComparer.Ordinal).ThenBy(value => value.Kind))
            text.Append(CultureInfo.InvariantCulture, $" {value}");
        return text.ToString();
    }
}
