using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Orleans;

namespace Pipeline.Grains.Tests;

/// <summary>The grains in Orleans silos of their own, all over the log of the test: one silo unless it asks for more.</summary>
internal sealed class GrainCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private readonly Activations _activations;

    private GrainCluster(InProcessTestCluster cluster, Activations activations)
    {
        _cluster = cluster;
        _activations = activations;
    }

    public static async Task<GrainCluster> StartAsync(GrainClusterSettings settings, int siloCount = 1)
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
        InProcessTestClusterBuilder builder = new((short)siloCount);
        Activations activations = new();
        builder.ConfigureSilo((_, silo) =>
        {
            if (siloCount > 1)
                AddCluster(silo);
            settings.AddTo(silo.Services, new ManualDateTimeProvider(settings.Clock));
            silo.Services.AddSingleton<IConfigureGrainContextProvider>(activations);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new GrainCluster(cluster, activations);
    }

    /// <summary>As the silos of an installation find out about each other and bring streams back, only sooner.</summary>
    private static void AddCluster(ISiloBuilder silo)
    {
        silo.Services.AddCluster();
        silo.Services.AddHostedService<FollowedRecovery>();
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = options.MinProbeTimeout = options.MaxProbeTimeout = TimeSpan.FromSeconds(1);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
        });
    }

    /// <summary>The silos that live.</summary>
    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.Silos.Where(static silo => silo.IsActive)];

    /// <summary>Where the latest activation of a grain is; null if it never was activated.</summary>
    public InProcessSiloHandle? SiloOf(IGrainWithStringKey grain) =>
        _activations.Latest.TryGetValue(grain.GetGrainId(), out IGrainContext? activation)
            ? _cluster.Silos.FirstOrDefault(silo => silo.SiloAddress.Equals(activation.Address.SiloAddress))
            : null;

    /// <summary>The grains as a silo calls them.</summary>
    public static IGrainFactory GrainsOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>Ends a silo without any farewell.</summary>
    public Task KillAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    /// <summary>Stops a silo as an orderly stop does.</summary>
    public Task StopAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    /// <summary>Adds a silo.</summary>
    public Task<InProcessSiloHandle> AddSiloAsync() => _cluster.StartAdditionalSiloAsync();

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
        await activation.Deactivated.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
