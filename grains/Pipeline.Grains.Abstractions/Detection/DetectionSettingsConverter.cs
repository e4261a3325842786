using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Detection;

[RegisterConverter]
internal sealed class DetectionSettingsConverter : IConverter<DetectionSettings, DetectionSettingsSurrogate>
{
    public DetectionSettings ConvertFromSurrogate(in DetectionSettingsSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, ReportJsonContext.Default.DetectionSettings)
        ?? throw new JsonException("It is never null.");

    public DetectionSettingsSurrogate ConvertToSurrogate(in DetectionSettings value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ReportJsonContext.Default.DetectionSettings));
}
