namespace Pipeline.Protocol.Alerting;

/// <summary>Which incidents a target is told of: those that fit everything that is given. In names <c>*</c> stands for any characters.</summary>
/// <param name="Endpoints">One of the incident's endpoints fits one of these; null or empty for any.</param>
/// <param name="Segments">Likewise of its segments.</param>
/// <param name="Owners">Likewise of its owners.</param>
/// <param name="Severity">At least this severe; null for any.</param>
/// <param name="Types">Only these transitions; null or empty for all. For <see cref="WebhookPayload.Alertmanager"/> without effect.</param>
public sealed record WebhookFilter(
    IReadOnlyList<string>? Endpoints = null,
    IReadOnlyList<string>? Segments = null,
    IReadOnlyList<string>? Owners = null,
    AlertSeverity? Severity = null,
    IReadOnlyList<NotificationType>? Types = null);
