namespace Pipeline.Protocol.Alerting;

/// <summary>Transitions for a webhook, in order.</summary>
/// <param name="Oldest">Number of the oldest transition that is still kept; those before it are gone.</param>
/// <param name="Notifications">Ascending by number, without a gap.</param>
/// <param name="OpenIncidents">
/// All incidents that are open: given when the receiver lacks transitions that are gone, so that it can tell the latest state of each; else null.
/// </param>
public sealed record NotificationBatch(long Oldest, IReadOnlyList<Notification> Notifications, IReadOnlyList<IncidentReport>? OpenIncidents);
