using Pipeline.Actors;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>The host's references to grains, for services that must exist before the host does.</summary>
internal sealed class LateGrainFactory(Func<IGrainFactory> host) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => host().GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => host().GetGrain<TGrainInterface>(grainId);
}
