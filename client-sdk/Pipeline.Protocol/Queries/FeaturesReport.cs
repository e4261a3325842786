namespace Pipeline.Protocol.Queries;

/// <summary>What an endpoint is like against what is usual: the body of <c>GET /api/v1/endpoints/{name}/features</c>.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="AsOf">The endpoint's latest event, Unix ms; null before the first.</param>
/// <param name="Enabled">Whether the endpoint is watched at all.</param>
/// <param name="Segments">One each, in ordinal order of their names.</param>
public sealed record FeaturesReport(string Endpoint, long? AsOf, bool Enabled, IReadOnlyList<SegmentFeaturesReport> Segments);
