using System.Text.Json.Serialization;

namespace Pipeline.Alerting.Alerts;

/// <summary>The JSON of the stream of alerts and of its snapshots.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertEntry))]
[JsonSerializable(typeof(AlertBookSnapshot))]
internal sealed partial class AlertStreamJsonContext : JsonSerializerContext;
