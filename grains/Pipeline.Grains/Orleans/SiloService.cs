using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Segments;

namespace Pipeline.Grains.Orleans;

/// <summary>Answers the other silos for this one.</summary>
[Reentrant]
internal sealed class SiloService(
    GrainId id, Silo silo, ILoggerFactory loggerFactory, SegmentDirectory segments, StreamRecovery recovery, IServiceProvider services)
    : GrainService(id, silo, loggerFactory), ISiloService
{
    public Task<SiloPublications> FindUnsettledAsync(string segment)
    {
        // Read first: what is brought back while the rest is gathered is then not claimed to be complete.
        string recoveredFor = recovery.RecoveredFor;
        ImmutableArray<PublisherMark> marks = [.. segments.Unsettled(segment).Select(pair => new PublisherMark(pair.Key.Endpoint, pair.Key.Segment, pair.Value))];
        return Task.FromResult(new SiloPublications(marks, recoveredFor));
    }

    public Task<SiloSegments> FindSegmentsAsync() => Task.FromResult(new SiloSegments([.. segments.Names], recovery.RecoveredFor));

    public Task SeeAsync(ImmutableArray<SightingMessage> sightings)
    {
        services.GetService<ISightingSink>()?.Add([.. sightings.Select(static sighting => sighting.ToSighting())]);
        return Task.CompletedTask;
    }
}
