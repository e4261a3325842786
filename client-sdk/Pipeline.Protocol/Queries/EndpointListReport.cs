namespace Pipeline.Protocol.Queries;

/// <summary>A page of endpoints with all that is known of them: the body of <c>GET /api/v1/endpoints?detail=full</c>.</summary>
/// <param name="Endpoints">In the order asked for, at most as many as asked for.</param>
/// <param name="TotalCount">How many there are in all.</param>
/// <param name="AsOf">When the catalog answered, Unix ms; each endpoint has an <c>as_of</c> of its own.</param>
/// <param name="Next">Cursor of the next page; null when there is none.</param>
/// <param name="Unavailable">Names of those of the page that were asked and did not answer; null if all did.</param>
public sealed record EndpointListReport(
    IReadOnlyList<EndpointReport> Endpoints, int TotalCount, long AsOf, string? Next, IReadOnlyList<string>? Unavailable);
