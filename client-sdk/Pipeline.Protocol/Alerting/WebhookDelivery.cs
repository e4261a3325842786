namespace Pipeline.Protocol.Alerting;

/// <summary>A message to a webhook's target.</summary>
/// <param name="MessageId">Its <c>webhook-id</c>: the same in every attempt.</param>
/// <param name="Type">For instance <c>incident.opened</c>, <c>digest</c> or <c>test</c>.</param>
/// <param name="Incident">The incident; null where it is of none, or of several.</param>
/// <param name="State">What has become of it.</param>
/// <param name="At">When it was put into the outbox, Unix ms.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastAttempt">When last, Unix ms; null if never.</param>
/// <param name="LastStatus">What the target answered last, an HTTP status; null if it did not answer.</param>
/// <param name="LastError">Why it was not taken; null if it was.</param>
/// <param name="NextAttempt">When it is sent again, Unix ms; null if it is not.</param>
/// <param name="IsDelayed">Whether it was or will be sent long after it happened, as the latest state after an outage.</param>
public sealed record WebhookDelivery(
    string MessageId,
    string Type,
    string? Incident,
    DeliveryState State,
    long At,
    int Attempts,
    long? LastAttempt,
    int? LastStatus,
    string? LastError,
    long? NextAttempt,
    bool IsDelayed);
