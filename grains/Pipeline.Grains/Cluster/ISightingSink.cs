using Pipeline.Alerting.Sources;

namespace Pipeline.Grains.Cluster;

/// <summary>Takes what other silos have noted of sources, where this silo watches them.</summary>
public interface ISightingSink
{
    /// <summary>Takes it as if this silo had noted it.</summary>
    void Add(IReadOnlyList<SourceSighting> sightings);
}
