using System.Text.Json.Serialization;

namespace Pipeline.Alerting.Webhooks;

/// <summary>The JSON of outboxes' and subscriptions' entries and snapshots.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutboxEntry))]
[JsonSerializable(typeof(OutboxSnapshot))]
[JsonSerializable(typeof(TakenMessage))]
[JsonSerializable(typeof(WebhookEntry))]
[JsonSerializable(typeof(WebhookBookSnapshot))]
internal sealed partial class OutboxJsonContext : JsonSerializerContext;
