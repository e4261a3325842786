namespace Pipeline.Protocol.Alerting;

/// <summary>A webhook to be made or changed: the body of <c>POST /api/v1/webhooks</c> and <c>PUT /api/v1/webhooks/{id}</c>.</summary>
/// <param name="Name">For people, 1 to 64 characters.</param>
/// <param name="Url">Where to: an absolute https URL, or http where the address is in a network that is allowed.</param>
/// <param name="Payload">What is sent; null for <c>pipeline</c>.</param>
/// <param name="Filter">Which incidents; null for all.</param>
/// <param name="HeartbeatSeconds">How often a sign of life is sent, 10 to 86,400; for <c>heartbeat</c> only, default 60.</param>
/// <param name="IsEnabled">Whether anything is sent; null for true.</param>
public sealed record WebhookRequest(
    string? Name, string? Url, WebhookPayload? Payload, WebhookFilter? Filter, int? HeartbeatSeconds, bool? IsEnabled);
