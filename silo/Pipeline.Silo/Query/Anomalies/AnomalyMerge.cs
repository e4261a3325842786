using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary>A page of anomalies put together from what endpoints answer, the newest first; it holds one more than the page, to know whether there is one.</summary>
internal sealed class AnomalyMerge(int limit)
{
    private readonly SortedDictionary<AnomalyPosition, AnomalyReport> _kept = [];

    /// <summary>What each endpoint is asked for at most: more of one endpoint cannot be in the page.</summary>
    public int Limit => limit + 1;

    /// <summary>The page.</summary>
    public IReadOnlyList<AnomalyReport> Page => [.. _kept.Values.Take(limit)];

    /// <summary>Where the next page begins; null if this is the last.</summary>
    public AnomalyPosition? Next => _kept.Count > limit ? _kept.Keys.ElementAt(limit - 1) : null;

    public void Add(IEnumerable<AnomalyReport> anomalies)
    {
        foreach (AnomalyReport anomaly in anomalies)
            _kept[new AnomalyPosition(anomaly.Since, anomaly.Id)] = anomaly;
        while (_kept.Count > Limit)
            _kept.Remove(_kept.Keys.Last());
    }

    /// <summary>Whether an endpoint whose newest anomaly began at a time can still add to the page, or tell that there is another.</summary>
    public bool HasRoomFor(long latestSinceUnixMs) => _kept.Count < Limit || latestSinceUnixMs >= _kept.Keys.Last().SinceUnixMs;
}
