namespace Pipeline.Protocol.Alerting;

/// <summary>All webhooks: the body of <c>GET /api/v1/webhooks</c>.</summary>
/// <param name="Webhooks">By name, then id.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
public sealed record WebhookPage(IReadOnlyList<WebhookReport> Webhooks, long AsOf);
