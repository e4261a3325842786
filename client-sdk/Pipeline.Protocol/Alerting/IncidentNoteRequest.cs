namespace Pipeline.Protocol.Alerting;

/// <summary>Something to be written down about an incident: the body of <c>POST /api/v1/incidents/{id}/notes</c>.</summary>
/// <param name="Text">1 to 2,000 characters.</param>
public sealed record IncidentNoteRequest(string? Text);
