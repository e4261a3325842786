namespace Pipeline.Core.Catalog;

/// <summary>What the catalog knows of an endpoint's anomalies: enough to tell who need not be asked, and who must be asked first.</summary>
/// <param name="EarliestSinceUnixMs">Start of the one that began first, Unix ms.</param>
/// <param name="LatestSinceUnixMs">Start of the one that began last, Unix ms.</param>
/// <param name="LatestUnixMs">End of the last window of any that was not as usual, Unix ms.</param>
/// <param name="OpenCount">How many go on.</param>
public sealed record AnomalyStanding(long EarliestSinceUnixMs, long LatestSinceUnixMs, long LatestUnixMs, int OpenCount)
{
    /// <summary>Whether one of them may have gone on in a range.</summary>
    /// <param name="fromUnixMs">Start of the range, inclusive, Unix ms.</param>
    /// <param name="toUnixMs">End of the range, exclusive, Unix ms.</param>
    public bool MayOverlap(long fromUnixMs, long toUnixMs) =>
        EarliestSinceUnixMs < toUnixMs && (OpenCount > 0 || LatestUnixMs > fromUnixMs);
}
