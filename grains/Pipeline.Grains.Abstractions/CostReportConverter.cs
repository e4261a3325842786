using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class CostReportConverter : IConverter<CostReport, CostReportSurrogate>
{
    public CostReport ConvertFromSurrogate(in CostReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.CostReport)
        ?? throw new JsonException("A report is never null.");

    public CostReportSurrogate ConvertToSurrogate(in CostReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.CostReport));
}
