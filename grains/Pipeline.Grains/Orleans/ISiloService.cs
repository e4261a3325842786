using System.Collections.Immutable;
using Orleans.Services;

namespace Pipeline.Grains.Orleans;

/// <summary>What one silo tells the others: one a silo, found by the silo's address, so that it answers also while Redis is away.</summary>
[Alias("pipeline.silo-service.v1")]
internal interface ISiloService : IGrainService
{
    /// <summary>What its endpoints have published that a segment may lack.</summary>
    [Alias("unsettled")]
    Task<SiloPublications> FindUnsettledAsync(string segment);

    /// <summary>The segments it knows.</summary>
    [Alias("segments")]
    Task<SiloSegments> FindSegmentsAsync();

    /// <summary>Takes what another silo has noted of sources.</summary>
    [Alias("see")]
    Task SeeAsync(ImmutableArray<SightingMessage> sightings);
}
