using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.TestingHost;
using Pipeline.Actors.Tests.Conformance;

namespace Pipeline.Actors.Tests.Orleans;

/// <summary>One silo of Orleans in this process. Its clock cannot be moved in all its parts, so letting time pass means waiting.</summary>
internal sealed class OrleansCluster : IConformanceCluster
{
    private readonly InProcessTestCluster _cluster;

    private OrleansCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IGrainFactory GrainFactory => _cluster.Client;

    public bool QueuesCallsAtOnce => false;

    public static async Task<OrleansCluster> StartAsync(ConformanceSettings settings)
    {
        // Where time is real, a test that hangs should say so within half a minute.
        TimeSpan responseTimeout = TimeSpan.FromSeconds(Math.Min(30, settings.ResponseTimeout.TotalSeconds));
        InProcessTestClusterBuilder builder = new(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Configure<SiloMessagingOptions>(options =>
            {
                options.ResponseTimeout = responseTimeout;
                options.MaxEnqueuedRequestsHardLimit = settings.MaxEnqueuedRequests;
            });
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionAge = settings.CollectionAge;
                options.CollectionQuantum = settings.CollectionQuantum;
            });
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = responseTimeout));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new OrleansCluster(cluster);
    }

    public Task AdvanceAsync(TimeSpan by) => Task.Delay(by);

    public async Task DeactivateAsync(IAddressable grain)
    {
        IManagementGrain management = _cluster.Client.GetGrain<IManagementGrain>(0);
        await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        while (await management.GetActivationAddress(grain) is not null)
            await Task.Yield();
    }

    public Task StopAsync() => _cluster.StopAllSilosAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
