using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class FeaturesReportConverter : IConverter<FeaturesReport, FeaturesReportSurrogate>
{
    public FeaturesReport ConvertFromSurrogate(in FeaturesReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.FeaturesReport)
        ?? throw new JsonException("A report is never null.");

    public FeaturesReportSurrogate ConvertToSurrogate(in FeaturesReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.FeaturesReport));
}
