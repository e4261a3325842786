using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>A book of webhooks as it is stored.</summary>
/// <param name="V">Version of the form.</param>
/// <param name="Version">Of the book.</param>
/// <param name="Subscriptions">All webhooks, with their secrets.</param>
/// <param name="Changes">Who has changed them, oldest first.</param>
internal sealed record WebhookBookSnapshot(int V, long Version, IReadOnlyList<WebhookSubscription> Subscriptions, IReadOnlyList<AuditRecord> Changes);
