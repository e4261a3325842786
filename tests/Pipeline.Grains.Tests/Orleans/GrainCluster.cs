using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.TestingHost;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Tests;

/// <summary>The grains in an Orleans silo of their own.</summary>
internal sealed class GrainCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private GrainCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public static async Task<GrainCluster> StartAsync(GrainClusterSettings settings)
    {
        // Orleans takes its own timers from the same provider, and those must go on by themselves.
        settings.Options.HousekeepingPeriod = TimeSpan.FromMilliseconds(50);
        settings.Catalog.HousekeepingPeriod = TimeSpan.FromMilliseconds(50);
        settings.Options.PublishDelay = TimeSpan.FromMilliseconds(50);
        settings.Options.PublishedPollInterval = TimeSpan.FromMilliseconds(50);
        settings.SegmentOptions.SnapshotInterval = TimeSpan.FromMilliseconds(100);
        settings.SegmentOptions.UrgentSnapshotInterval = TimeSpan.FromMilliseconds(50);
        InProcessTestClusterBuilder builder = new(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => settings.AddTo(silo.Services, new ManualDateTimeProvider(settings.Clock)));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new GrainCluster(cluster);
    }

    /// <summary>Calls that travel may reach a grain in any order.</summary>
    public static bool KeepsOrder => false;

    public IGrainFactory Grains => _cluster.Client;

    public ICatalogGrain Catalog => Grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    public IEndpointGrain Endpoint(string name) => _cluster.Client.GetGrain<IEndpointGrain>(name);

    public ISegmentGrain Segment(string name) => _cluster.Client.GetGrain<ISegmentGrain>(name);

    /// <summary>Deactivates the grain and returns when it is gone.</summary>
    /// <remarks>Not by a collection, which passes over grains that are kept alive and those in the middle of a turn, such as housekeeping.</remarks>
    public async Task DeactivateAsync(IGrainWithStringKey grain)
    {
        await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        IManagementGrain management = _cluster.Client.GetGrain<IManagementGrain>(0);
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (await management.GetActivationAddress(grain) is not null)
            deadline.Token.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
