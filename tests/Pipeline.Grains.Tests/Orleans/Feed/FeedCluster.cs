using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Feed;
using Pipeline.Silo.Hosting.Feed;

namespace Pipeline.Grains.Tests.Feed;

/// <summary>Several silos over one log, each with a feed of its own; the feeds are joined as a real silo joins them.</summary>
internal sealed class FeedCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly ConcurrentDictionary<string, WindowFeed> _feeds = new();
    private readonly ConcurrentDictionary<string, Activations> _activations = new();

    private FeedCluster(GrainClusterSettings settings, short siloCount)
    {
        settings.Options.HousekeepingPeriod = TimeSpan.FromMilliseconds(50);
        InProcessTestClusterBuilder builder = new(siloCount);
        builder.ConfigureSilo((options, silo) =>
        {
            TimeProvider clock = new ManualDateTimeProvider(settings.Clock);
            settings.AddTo(silo.Services, clock);
            silo.Services.AddSingleton(_feeds.GetOrAdd(
                options.SiloName, _ => new WindowFeed(Microsoft.Extensions.Options.Options.Create(settings.FeedOptions), clock)));
            silo.Services.AddSingleton<IConfigureGrainContextProvider>(_activations.GetOrAdd(options.SiloName, _ => new Activations()));
            silo.AddFeedRelay();
        });
        _cluster = builder.Build();
    }

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public static async Task<FeedCluster> StartAsync(GrainClusterSettings settings, short siloCount)
    {
        FeedCluster cluster = new(settings, siloCount);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public IEndpointGrain Endpoint(string name) => _cluster.Client.GetGrain<IEndpointGrain>(name);

    public WindowFeed FeedOf(InProcessSiloHandle silo) => _feeds[silo.Name];

    /// <summary>Whether the endpoint was ever in the memory of a silo.</summary>
    public bool Hosts(InProcessSiloHandle silo, string endpoint)
        => _activations[silo.Name].Latest.ContainsKey(Endpoint(endpoint).GetGrainId());

    public Task KillAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    public async Task<InProcessSiloHandle> AddAsync() => await _cluster.StartAdditionalSiloAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (WindowFeed feed in _feeds.Values)
            feed.Dispose();
    }
}
