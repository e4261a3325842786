namespace Pipeline.Protocol.Alerting;

/// <summary>Who is told of transitions.</summary>
/// <param name="Version">Of the list.</param>
/// <param name="Ids">Webhooks that take notifications; heartbeats are none.</param>
public sealed record WebhookTargets(long Version, IReadOnlyList<string> Ids);
