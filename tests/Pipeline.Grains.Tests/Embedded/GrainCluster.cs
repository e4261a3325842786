using Microsoft.Extensions.DependencyInjection;
using Pipeline.Actors.Hosting;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Tests;

/// <summary>The grains in the in-process host.</summary>
internal sealed class GrainCluster : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GrainCluster(ServiceProvider services) => _services = services;

    private ActorHost Host => _services.GetRequiredService<ActorHost>();

    public static Task<GrainCluster> StartAsync(GrainClusterSettings settings)
    {
        ServiceCollection services = new();
        settings.AddTo(services);
        services.AddPipelineActors(options =>
        {
            options.AddGrains(typeof(EndpointGrain).Assembly);
            // What travels must survive travelling, as it would between silos.
            options.RoundTripMessages = true;
        });
        return Task.FromResult(new GrainCluster(services.BuildServiceProvider()));
    }

    /// <summary>Calls of one caller reach a grain in the order in which they were made.</summary>
    public static bool KeepsOrder => true;

    public IGrainFactory Grains => Host;

    public ICatalogGrain Catalog => Grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    public IEndpointGrain Endpoint(string name) => Host.GetGrain<IEndpointGrain>(name);

    public Task DeactivateAsync(IGrainWithStringKey grain) => Host.DeactivateAsync(grain);

    public ISegmentGrain Segment(string name) => Host.GetGrain<ISegmentGrain>(name);

    /// <summary>Ends an activation as a crash does, without a last snapshot.</summary>
    public void Crash(ISegmentGrain grain) => Host.CrashActivation(grain);

    /// <summary>Lets the directory forget the activation, and returns a reference to it: the next call to the grain makes another.</summary>
    public ISegmentGrain Duplicate(ISegmentGrain grain) => Host.CreateDuplicateActivation(grain);

    public async ValueTask DisposeAsync()
    {
        Host.Crash();
        await _services.DisposeAsync();
    }
}
