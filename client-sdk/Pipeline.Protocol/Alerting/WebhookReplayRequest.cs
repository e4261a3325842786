namespace Pipeline.Protocol.Alerting;

/// <summary>What is to be sent once more: the body of <c>POST /api/v1/webhooks/{id}/replay</c>.</summary>
/// <param name="MessageId">The message; null for all that were given up.</param>
public sealed record WebhookReplayRequest(string? MessageId);
