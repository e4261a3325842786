namespace Pipeline.Protocol.Alerting;

/// <summary>A page of alerts: the body of <c>GET /api/v1/alerts</c>.</summary>
/// <param name="Alerts">The latest first: by their beginning, then by id.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
/// <param name="Next">Cursor of the next page; null when there is none.</param>
public sealed record AlertPage(IReadOnlyList<AlertReport> Alerts, long AsOf, string? Next);
