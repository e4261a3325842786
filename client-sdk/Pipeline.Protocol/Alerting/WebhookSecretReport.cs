namespace Pipeline.Protocol.Alerting;

/// <summary>A webhook just made or rotated, with its secret: shown this once.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret"><c>whsec_</c> and random bytes in base64: what its receiver verifies messages with.</param>
public sealed record WebhookSecretReport(WebhookReport Webhook, string Secret);
