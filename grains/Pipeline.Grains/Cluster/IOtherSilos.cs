using Pipeline.Alerting.Sources;
using Pipeline.Core.Segments;

namespace Pipeline.Grains.Cluster;

/// <summary>The other silos of the cluster, asked for what only they know.</summary>
public interface IOtherSilos
{
    /// <summary>Who may have published more than a segment has, each with the number of the latest publication.</summary>
    ValueTask<Gathered<KeyValuePair<Publisher, long>>> FindUnsettledAsync(string segment);

    /// <summary>The segments that they know; a name may come more than once.</summary>
    ValueTask<Gathered<string>> FindSegmentsAsync();

    /// <summary>Hands what was noted of sources to the silo that watches them, which is the oldest one.</summary>
    /// <exception cref="Exception">That silo did not take it.</exception>
    Task SeeAsync(IReadOnlyList<SourceSighting> sightings);
}
