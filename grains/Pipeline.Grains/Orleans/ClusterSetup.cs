using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Orleans;

/// <summary>What the grains of a silo need to know of the other silos.</summary>
public static class ClusterSetup
{
    /// <summary>Adds it to a silo.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        services.AddGrainService<SiloService>();
        services.TryAddSingleton<SiloServiceClient>();
        services.TryAddSingleton<ClusterMembers>();
        services.TryAddSingleton<ISiloMembers>(static provider => provider.GetRequiredService<ClusterMembers>());
        services.TryAddSingleton<IOtherSilos, OtherSilos>();
        services.TryAddSingleton<FailedStreams>();
        services.TryAddSingleton<StreamRecovery>();
        return services;
    }
}
