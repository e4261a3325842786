namespace Pipeline.Protocol.Alerting;

/// <summary>Messages to a webhook's target: the body of <c>GET /api/v1/webhooks/{id}/deliveries</c>.</summary>
/// <param name="Deliveries">The latest first.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
/// <param name="Next">Cursor of the next page; null when there is none.</param>
public sealed record WebhookDeliveryPage(IReadOnlyList<WebhookDelivery> Deliveries, long AsOf, string? Next);
