namespace Pipeline.Protocol.Alerting;

/// <summary>A page of incidents: the body of <c>GET /api/v1/incidents</c>.</summary>
/// <param name="Incidents">The latest first: by their beginning, then by id.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
/// <param name="Next">Cursor of the next page; null when there is none.</param>
public sealed record IncidentPage(IReadOnlyList<IncidentReport> Incidents, long AsOf, string? Next);
