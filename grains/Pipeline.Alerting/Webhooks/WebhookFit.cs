using Pipeline.Core.Catalog;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>Which transitions a webhook is told of.</summary>
public static class WebhookFit
{
    /// <summary>Whether it is told of a transition.</summary>
    public static bool Fits(WebhookSubscription subscription, Notification notification) =>
        (subscription.Filter.Types is not { Count: > 0 } types || types.Contains(notification.Type)) && Fits(subscription, notification.Incident);

    /// <summary>Whether it is told of an incident at all.</summary>
    public static bool Fits(WebhookSubscription subscription, IncidentReport incident) =>
        !IsAboutItself(subscription, incident)
        && (subscription.Filter.Severity is not { } severity || incident.Severity >= severity)
        && FitsAny(subscription.Filter.Endpoints, incident.Endpoints)
        && FitsAny(subscription.Filter.Segments, incident.Segments)
        && FitsAny(subscription.Filter.Owners, incident.Owners);

    /// <summary>That a target takes nothing is told through the others: it would not take that either.</summary>
    private static bool IsAboutItself(WebhookSubscription subscription, IncidentReport incident) =>
        incident.Alerts.Count > 0
        && incident.AlertCount == incident.Alerts.Count
        && incident.Alerts.All(alert => alert.Finding.Source == FindingSource.Webhook && alert.Finding.Rule == subscription.Id);

    private static bool FitsAny(IReadOnlyList<string>? patterns, IReadOnlyList<string> names) =>
        patterns is not { Count: > 0 } || names.Any(name => patterns.Any(pattern => NamePattern.Matches(pattern, name)));
}
