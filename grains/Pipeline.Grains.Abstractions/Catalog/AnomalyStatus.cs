namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>What an endpoint says of its anomalies.</summary>
/// <param name="EarliestSinceUnixMs">Start of the one that began first, Unix ms.</param>
/// <param name="LatestSinceUnixMs">Start of the one that began last, Unix ms.</param>
/// <param name="LatestUnixMs">End of the last window of any that was not as usual, Unix ms.</param>
/// <param name="OpenCount">How many go on.</param>
[GenerateSerializer, Immutable, Alias("pipeline.anomaly-status.v1")]
public sealed record AnomalyStatus(
    [property: Id(0)] long EarliestSinceUnixMs,
    [property: Id(1)] long LatestSinceUnixMs,
    [property: Id(2)] long LatestUnixMs,
    [property: Id(3)] int OpenCount);
