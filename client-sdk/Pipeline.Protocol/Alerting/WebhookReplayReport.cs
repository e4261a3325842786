namespace Pipeline.Protocol.Alerting;

/// <summary>What is sent once more: the body of <c>POST /api/v1/webhooks/{id}/replay</c> and of <c>/test</c>.</summary>
/// <param name="MessageIds">The messages, with the <c>webhook-id</c> they have always had; a test has a new one.</param>
public sealed record WebhookReplayReport(IReadOnlyList<string> MessageIds);
