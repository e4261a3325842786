namespace Pipeline.Protocol.Queries;

/// <summary>Several segments: the body of <c>GET /api/v1/segments</c>.</summary>
/// <param name="Segments">In ordinal order of their names, at most as many as asked for.</param>
/// <param name="TotalCount">How many there are.</param>
/// <param name="Unavailable">Names of those that were asked and did not answer; null if all did.</param>
/// <param name="Incomplete">
/// True if there may be more: a silo of the cluster does not answer, or has gone and its endpoints are being brought back; null otherwise.
/// </param>
public sealed record SegmentListReport(
    IReadOnlyList<WholeSegmentReport> Segments, int TotalCount, IReadOnlyList<string>? Unavailable, bool? Incomplete = null);
