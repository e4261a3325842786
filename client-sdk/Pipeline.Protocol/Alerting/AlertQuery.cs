namespace Pipeline.Protocol.Alerting;

/// <summary>Which alerts, or incidents, are asked for, the latest first.</summary>
/// <param name="Endpoint">Of this endpoint, or of those whose name fits a pattern with <c>*</c>; null for any.</param>
/// <param name="Segment">They show in this segment; null for any.</param>
/// <param name="Severity">Null for any.</param>
/// <param name="IsOpen">Whether they go on (pending or firing); null for both.</param>
/// <param name="IsHistoric">Whether they were long past when they were found; null for both.</param>
/// <param name="From">They went on at this time or later, Unix ms; null for any.</param>
/// <param name="To">They began before this time, Unix ms; null for any.</param>
/// <param name="Incident">Alerts of this incident; null for any. For alerts only.</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
/// <param name="After">The last of the page before; null for the first page.</param>
public sealed record AlertQuery(
    string? Endpoint,
    string? Segment,
    AlertSeverity? Severity,
    bool? IsOpen,
    bool? IsHistoric,
    long? From,
    long? To,
    string? Incident,
    int Limit,
    AlertPosition? After);
