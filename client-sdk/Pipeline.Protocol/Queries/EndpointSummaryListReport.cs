namespace Pipeline.Protocol.Queries;

/// <summary>A page of endpoints, short: the body of <c>GET /api/v1/endpoints</c>.</summary>
/// <param name="Endpoints">In the order asked for, at most as many as asked for.</param>
/// <param name="TotalCount">How many there are in all.</param>
/// <param name="AsOf">When the catalog answered, Unix ms; each endpoint has an <c>as_of</c> of its own.</param>
/// <param name="Next">Cursor of the next page; null when there is none.</param>
public sealed record EndpointSummaryListReport(IReadOnlyList<EndpointSummaryReport> Endpoints, int TotalCount, long AsOf, string? Next);
