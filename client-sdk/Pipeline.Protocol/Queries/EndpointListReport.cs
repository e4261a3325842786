namespace Pipeline.Protocol.Queries;

/// <summary>Several endpoints: the body of <c>GET /api/v1/endpoints</c>.</summary>
/// <param name="Endpoints">In ordinal order of their names, at most as many as asked for.</param>
/// <param name="TotalCount">How many there are.</param>
/// <param name="Unavailable">Names of those that were asked and did not answer; null if all did.</param>
public sealed record EndpointListReport(IReadOnlyList<EndpointReport> Endpoints, int TotalCount, IReadOnlyList<string>? Unavailable);
