using System.Text.Json;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Writes events and drops as the JSON objects that <see cref="NdjsonParser"/> reads: parsing what was written gives an equal event.</summary>
/// <remarks>Amounts are decimals, never binary fractions, so nothing is rounded. Fields with their usual value are left out.</remarks>
public static class NdjsonWriter
{
    private const decimal NsPerMs = 1_000_000;
    private const decimal MilliPerUnit = 1_000;
    private const decimal MicroPerUnit = 1_000_000;

    /// <summary>Writes one object; line ends are the caller's. The writer should not escape more than JSON asks for, else long lines of
    /// foreign letters may exceed <see cref="NdjsonParser.LineBytesMax"/>.</summary>
    /// <param name="record">A valid event.</param>
    /// <param name="json">Where an object may begin.</param>
    public static void Write(EventRecord record, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("time", record.TimeUnixMs);
        json.WriteString("endpoint", record.Endpoint);
        json.WriteString("segment", record.Segment);
        WriteMs(json, "duration_ms", record.DurationNs);
        json.WriteString("outcome", record.Outcome == Outcome.Error ? "error" : "ok");
        if (record.Error is { } error)
            json.WriteString("error", error);
        if (record.Count != 1)
            json.WriteNumber("count", record.Count);
        if (record.WeightMicro != EventRecord.WeightOneMicro)
            json.WriteNumber("weight", record.WeightMicro / MicroPerUnit);
        WriteResources(json, record.Resources);
        WriteOperations(json, record.Operations);
        WriteValues(json, record.Values);
        if (!record.TraceId.IsNone)
            json.WriteString("trace_id", record.TraceId.ToString());
        if (!record.SpanId.IsNone)
            json.WriteString("span_id", record.SpanId.ToString());
        json.WriteEndObject();
    }

    /// <summary>Writes what was dropped as one object; line ends are the caller's.</summary>
    /// <param name="endpoint">Of which endpoint.</param>
    /// <param name="segment">Of which segment's calls.</param>
    /// <param name="unixSecond">The second in which they ended.</param>
    /// <param name="drop">Cause and numbers, valid.</param>
    /// <param name="json">Where an object may begin.</param>
    public static void WriteDrop(string endpoint, string segment, long unixSecond, DropCounts drop, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("time", unixSecond * 1_000);
        json.WriteString("endpoint", endpoint);
        json.WriteString("segment", segment);
        json.WriteStartObject("dropped");
        json.WriteString("cause", DropCauses.WordOf(drop.Cause));
        json.WriteNumber("events", drop.Events);
        json.WriteNumber("calls", drop.Calls);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, in ResourceUsage usage)
    {
        for (int number = 0; number < ResourceUsage.ResourceCount; number++)
        {
            Resource resource = (Resource)number;
            if (!usage.TryGet(resource, out long amount))
                continue;
            if (resource is Resource.CpuTime or Resource.LockWait)
                WriteMs(json, FieldNames.Of(resource), amount);
            else
                json.WriteNumber(FieldNames.Of(resource), amount);
        }
    }

    private static void WriteOperations(Utf8JsonWriter json, List<OperationUsage> operations)
    {
        if (operations.Count == 0)
            return;
        json.WriteStartObject("operations");
        for (int index = 0; index < operations.Count; index++)
        {
            string name = operations[index].Name;
            if (operations.FindIndex(0, index, other => other.Name == name) >= 0)
                continue;
            json.WritePropertyName(name);
            // A name may occur once for each kind, but a member's name only once.
            bool isShared = operations.FindIndex(index + 1, other => other.Name == name) >= 0;
            if (isShared)
                WriteKinds(json, operations.FindAll(other => other.Name == name));
            else
                WriteOperation(json, operations[index]);
        }

        json.WriteEndObject();
    }

    private static void WriteKinds(Utf8JsonWriter json, List<OperationUsage> operations)
    {
        json.WriteStartArray();
        foreach (OperationUsage operation in operations)
            WriteOperation(json, operation);
        json.WriteEndArray();
    }

    private static void WriteOperation(Utf8JsonWriter json, OperationUsage operation)
    {
        json.WriteStartObject();
        json.WriteString("kind", operation.Kind switch
        {
            OperationKind.Dependency => "dependency",
            OperationKind.Io => "io",
            _ => "function",
        });
        json.WriteNumber("count", operation.CallsMilli / MilliPerUnit);
        WriteMs(json, "ms", operation.TimeNs);
        WriteMs(json, "self_ms", operation.SelfTimeNs);
        if (operation.Errors is { } errors)
            json.WriteNumber("errors", errors);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, List<EventValue> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartObject("values");
        for (int index = 0; index < values.Count; index++)
        {
            string name = values[index].Name;
            if (values.FindIndex(0, index, other => other.Name == name) >= 0)
                continue;
            json.WritePropertyName(name);
            List<EventValue> named = values.FindAll(other => other.Name == name);
            if (named is [{ Kind: ValueKind.Sum } sum])
                json.WriteNumberValue(sum.AmountMicro / MicroPerUnit);
            else
                WriteForms(json, named);
        }

        json.WriteEndObject();
    }

    private static void WriteForms(Utf8JsonWriter json, List<EventValue> values)
    {
        json.WriteStartObject();
        foreach (EventValue value in values)
            json.WriteNumber(value.Kind == ValueKind.Distribution ? "distribution" : "sum", value.AmountMicro / MicroPerUnit);
        json.WriteEndObject();
    }

    private static void WriteMs(Utf8JsonWriter json, string name, long? nanoseconds)
    {
        if (nanoseconds is { } amount)
            json.WriteNumber(name, amount / NsPerMs);
    }
}
