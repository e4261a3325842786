namespace Pipeline.Protocol.Queries;

/// <summary>What one segment of an endpoint is like against what is usual.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Features">Those of its last judged windows, the most surprising first; empty before the first.</param>
public sealed record SegmentFeaturesReport(string Segment, IReadOnlyList<FeatureReport> Features);
