namespace Pipeline.Alerting.Alerts;

/// <summary>Somebody looks after an incident.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Until">When it lapses, Unix ms.</param>
/// <param name="Note">Written down with it; null for nothing.</param>
public sealed record AcknowledgedEntry(string Incident, long Until, string? Note);
