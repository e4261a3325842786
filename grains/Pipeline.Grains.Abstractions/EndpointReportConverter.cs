using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class EndpointReportConverter : IConverter<EndpointReport, EndpointReportSurrogate>
{
    public EndpointReport ConvertFromSurrogate(in EndpointReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.EndpointReport)
        ?? throw new JsonException("A report is never null.");

    public EndpointReportSurrogate ConvertToSurrogate(in EndpointReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.EndpointReport));
}
