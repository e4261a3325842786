using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Detection;

[RegisterConverter]
internal sealed class DetectionSettingsReportConverter : IConverter<DetectionSettingsReport, DetectionSettingsReportSurrogate>
{
    public DetectionSettingsReport ConvertFromSurrogate(in DetectionSettingsReportSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.DetectionSettingsReport)
        ?? throw new JsonException("It is never null.");

    public DetectionSettingsReportSurrogate ConvertToSurrogate(in DetectionSettingsReport value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.DetectionSettingsReport));
}
