using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class AnomalyReportConverter : IConverter<AnomalyReport, AnomalyReportSurrogate>
{
    public AnomalyReport ConvertFromSurrogate(in AnomalyReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.AnomalyReport)
        ?? throw new JsonException("A report is never null.");

    public AnomalyReportSurrogate ConvertToSurrogate(in AnomalyReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.AnomalyReport));
}
