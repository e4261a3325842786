using Orleans.Runtime.Services;

namespace Pipeline.Grains.Orleans;

/// <summary>Finds the service of a silo by the silo's address.</summary>
internal sealed class SiloServiceClient(IServiceProvider services) : GrainServiceClient<ISiloService>(services)
{
    public ISiloService Of(SiloAddress silo) => GetGrainService(silo);
}
