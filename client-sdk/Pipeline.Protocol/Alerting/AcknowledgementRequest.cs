namespace Pipeline.Protocol.Alerting;

/// <summary>That somebody looks after an incident: the body of <c>POST /api/v1/incidents/{id}/acknowledge</c>.</summary>
/// <param name="Until">When it lapses, Unix ms; null for four hours from now. At most seven days from now.</param>
/// <param name="Note">Something to be written down with it; null for nothing.</param>
public sealed record AcknowledgementRequest(long? Until, string? Note);
