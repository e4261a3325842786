using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Catalog;

[RegisterConverter]
internal sealed class EndpointSummaryReportConverter : IConverter<EndpointSummaryReport, EndpointSummaryReportSurrogate>
{
    public EndpointSummaryReport ConvertFromSurrogate(in EndpointSummaryReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.EndpointSummaryReport)
        ?? throw new JsonException("A report is never null.");

    public EndpointSummaryReportSurrogate ConvertToSurrogate(in EndpointSummaryReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.EndpointSummaryReport));
}
