using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Backtests;
using Pipeline.Grains.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Backtests;

/// <summary>Lists the anomalies of endpoint after endpoint while the answer has room; what differs is listed before what does not.</summary>
/// <param name="room">Anomalies listed in all, both of a pair.</param>
internal sealed class BacktestListing(int room)
{
    private int _room = room;

    /// <summary>A comparison as it is shown.</summary>
    /// <param name="replay">Which entries it is of.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="leftOutCount">What would have fired as well and was not kept.</param>
    public BacktestEndpointReport Create(in ReplayedEntries replay, BacktestComparison comparison, int leftOutCount)
    {
        AnomalyReport[] onlyFired = Take(comparison.OnlyFired);
        AnomalyReport[] onlyWould = Take(comparison.OnlyWould);
        BacktestPairReport[] matched =
            [.. comparison.Matched.Take(_room / 2).Select(static pair => new BacktestPairReport(AnomalyReports.Create(pair.Fired), AnomalyReports.Create(pair.WouldFire)))];
        _room -= 2 * matched.Length;
        int onlyWouldCount = comparison.OnlyWould.Count + leftOutCount;
        BacktestCountsReport counts = new(
            comparison.Matched.Count + comparison.OnlyFired.Count,
            comparison.Matched.Count + onlyWouldCount,
            comparison.Matched.Count,
            comparison.OnlyFired.Count,
            onlyWouldCount);
        int leftOut = counts.Fired + counts.WouldFire - onlyFired.Length - onlyWould.Length - (2 * matched.Length);
        return new BacktestEndpointReport(
            replay.Endpoint, counts, replay.Count, replay.FromUnixMs, replay.RemovedCount, replay.ComparedFromUnixMs, matched, onlyFired, onlyWould, leftOut, null);
    }

    private AnomalyReport[] Take(IReadOnlyList<Anomaly> anomalies)
    {
        AnomalyReport[] taken = [.. anomalies.Take(_room).Select(AnomalyReports.Create)];
        _room -= taken.Length;
        return taken;
    }
}
