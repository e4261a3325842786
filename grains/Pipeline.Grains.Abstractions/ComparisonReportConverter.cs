using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class ComparisonReportConverter : IConverter<ComparisonReport, ComparisonReportSurrogate>
{
    public ComparisonReport ConvertFromSurrogate(in ComparisonReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.ComparisonReport)
        ?? throw new JsonException("A report is never null.");

    public ComparisonReportSurrogate ConvertToSurrogate(in ComparisonReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.ComparisonReport));
}
