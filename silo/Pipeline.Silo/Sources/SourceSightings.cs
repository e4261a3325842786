using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pipeline.Alerting.Sources;
using Pipeline.Grains.Cluster;
using Pipeline.Protocol.Identities;

namespace Pipeline.Silo.Sources;

/// <summary>Who has sent a batch since it was asked last. Noted once a batch, never an event.</summary>
/// <remarks>
/// Thread-safe without locks: each source's sighting is replaced as a whole, and taken as a whole, so none is lost. At most
/// <see cref="SourceWatch.SourcesMax"/> at a time; others are counted and found at their next batch.
/// </remarks>
internal sealed class SourceSightings(IOptions<SourceOptions> options, TimeProvider clock) : ISightingSink
{
    private readonly ConcurrentDictionary<SourceId, SourceSighting> _sightings = new();
    private readonly bool _isEnabled = options.Value.Enabled;
    private int _count;
    private long _overlooked;

    /// <summary>Batches of sources that there was no room for.</summary>
    public long OverlookedCount => Volatile.Read(ref _overlooked);

    /// <summary>Notes that a source has sent, whatever becomes of its batch.</summary>
    public void Note(SourceIdentity source, string endpoint)
    {
        if (!_isEnabled)
            return;
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Add(new SourceSighting(source.Id, source.StartUnixMs, endpoint, now, now));
    }

    /// <summary>Takes what another silo has noted, or gives back what could not be handed on.</summary>
    /// <exception cref="InvalidOperationException">This silo does not watch sources, so nobody would ever take it.</exception>
    public void Add(IReadOnlyList<SourceSighting> sightings)
    {
        if (!_isEnabled)
            throw new InvalidOperationException("The silo that would watch sources has Pipeline:Sources:Enabled set to false.");
        foreach (SourceSighting sighting in sightings)
            Add(sighting);
    }

    private void Add(in SourceSighting sighting)
    {
        while (true)
        {
            if (_sightings.TryGetValue(sighting.Source, out SourceSighting seen))
            {
                SourceSighting merged = seen with
                {
                    Endpoint = sighting.Last >= seen.Last ? sighting.Endpoint : seen.Endpoint,
                    First = Math.Min(seen.First, sighting.First),
                    Last = Math.Max(seen.Last, sighting.Last),
                };
                if (_sightings.TryUpdate(sighting.Source, merged, seen))
                    return;
            }
            else if (Volatile.Read(ref _count) >= SourceWatch.SourcesMax)
            {
                Interlocked.Increment(ref _overlooked);
                return;
            }
            else if (_sightings.TryAdd(sighting.Source, sighting))
            {
                Interlocked.Increment(ref _count);
                return;
            }
        }
    }

    /// <summary>Takes what was noted, in the order of the first arrivals.</summary>
    public IReadOnlyList<SourceSighting> Take()
    {
        List<SourceSighting> taken = [];
        foreach (SourceId source in _sightings.Keys)
        {
            if (!_sightings.TryRemove(source, out SourceSighting sighting))
                continue;
            Interlocked.Decrement(ref _count);
            taken.Add(sighting);
        }

        taken.Sort(static (one, other) => one.First.CompareTo(other.First));
        return taken;
    }
}
