using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Tests;

/// <summary>The grains in an Orleans silo of their own.</summary>
internal sealed class GrainCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private readonly Activations _activations;

    private GrainCluster(InProcessTestCluster cluster, Activations activations)
    {
        _cluster = cluster;
        _activations = activations;
    }

    public static async Task<GrainCluster> StartAsync(GrainClusterSettings settings)
    {
        // Orleans takes its own timers from the same provider, and those must go on by themselves.
        settings.Options.HousekeepingPeriod = TimeSpan.FromMilliseconds(50);
        settings.Catalog.HousekeepingPeriod = TimeSpan.FromMilliseconds(50);
        settings.Webhooks.PollPeriod = TimeSpan.FromMilliseconds(50);
        settings.Webhooks.WakePeriod = TimeSpan.FromMilliseconds(200);
        settings.Alerts.HousekeepingPeriod = TimeSpan.FromMilliseconds(50);
        settings.Options.PublishDelay = TimeSpan.FromMilliseconds(50);
        settings.Options.PublishedPollInterval = TimeSpan.FromMilliseconds(50);
        settings.SegmentOptions.SnapshotInterval = TimeSpan.FromMilliseconds(100);
        settings.SegmentOptions.UrgentSnapshotInterval = TimeSpan.FromMilliseconds(50);
        InProcessTestClusterBuilder builder = new(initialSilosCount: 1);
        Activations activations = new();
        builder.ConfigureSilo((_, silo) =>
        {
            settings.AddTo(silo.Services, new ManualDateTimeProvider(settings.Clock));
            silo.Services.AddSingleton<IConfigureGrainContextProvider>(activations);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new GrainCluster(cluster, activations);
    }

    /// <summary>Calls that travel may reach a grain in any order.</summary>
    public static bool KeepsOrder => false;

    public IGrainFactory Grains => _cluster.Client;

    public ICatalogGrain Catalog => Grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    public IEndpointGrain Endpoint(string name) => _cluster.Client.GetGrain<IEndpointGrain>(name);

    public ISegmentGrain Segment(string name) => _cluster.Client.GetGrain<ISegmentGrain>(name);

    /// <summary>Deactivates the grain and returns when that activation is gone; another may have taken its place by then.</summary>
    /// <remarks>
    /// The activation itself is told and awaited. A collection passes over grains that are kept alive and those in the middle of a turn, such as housekeeping; and the
    /// grain directory cannot tell an activation that is still there from the next one, which a polling segment may have brought about.
    /// </remarks>
    public async Task DeactivateAsync(IGrainWithStringKey grain)
    {
        if (!_activations.Latest.TryGetValue(grain.GetGrainId(), out IGrainContext? activation))
            return;
        activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The test asked for it."));
        await activation.Deactivated.WaitAsync(TimeSpan.FromMinutes(5));
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
