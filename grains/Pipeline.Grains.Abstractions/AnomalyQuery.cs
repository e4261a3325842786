namespace Pipeline.Grains.Abstractions;

/// <summary>Which anomalies of an endpoint are asked for, the newest first.</summary>
/// <param name="FromUnixMs">They went on at this time or later, Unix ms.</param>
/// <param name="ToUnixMs">They began before this time, Unix ms.</param>
/// <param name="Segment">They show in this segment; null for any.</param>
/// <param name="Severity"><c>anomaly</c> or <c>notice</c>; null for both.</param>
/// <param name="IsOpen">Whether they go on; null for both.</param>
/// <param name="Limit">At most so many, from 1.</param>
/// <param name="After">The last of the page before; null for the first page.</param>
[GenerateSerializer, Immutable, Alias("pipeline.anomaly-query.v1")]
public sealed record AnomalyQuery(
    [property: Id(0)] long FromUnixMs,
    [property: Id(1)] long ToUnixMs,
    [property: Id(2)] string? Segment,
    [property: Id(3)] string? Severity,
    [property: Id(4)] bool? IsOpen,
    [property: Id(5)] int Limit,
    [property: Id(6)] AnomalyPosition? After);
