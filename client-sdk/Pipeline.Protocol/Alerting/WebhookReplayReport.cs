namespace Pipeline.Protocol.Alerting;

/// <summary>What is sent once more: the body of <c>POST /api/v1/webhooks/{id}/replay</c> and of <c>/test</c>.</summary>
/// <param name="MessageIds">The messages, with the <c>webhook-id</c> they have always had; a test has a new one.</param>
/// <param name="LeftOut">
/// Messages that are superseded instead: something later of the same incidents was delivered, waits, or is sent once more. Null for none.
/// </param>
public sealed record WebhookReplayReport(IReadOnlyList<string> MessageIds, IReadOnlyList<string>? LeftOut = null);
