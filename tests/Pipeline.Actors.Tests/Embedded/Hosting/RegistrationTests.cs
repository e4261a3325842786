using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipeline.Actors.Hosting;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Embedded.Hosting;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddPipelineActors_GivesAFactoryAndStopsTheHostWithTheApplication()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddPipelineActors(options => options.AddGrains(typeof(ProbeGrain).Assembly));
        using IHost application = builder.Build();
        await application.StartAsync();
        string key = Guid.NewGuid().ToString();

        await application.Services.GetRequiredService<IGrainFactory>().GetGrain<IProbeGrain>(key).TouchAsync();
        await application.StopAsync();

        Assert.Contains("deactivate:end", Probe.Of(key).Journal);
        Assert.Same(application.Services.GetRequiredService<IGrainFactory>(), application.Services.GetRequiredService<IClusterClient>());
    }

    [Fact]
    public void ActorHost_WithAnAttributeOnTheMethodOfAClass_SaysThatItHasNoEffectThere()
    {
        ActorHostOptions options = new();
        options.GrainClasses.Add(typeof(MisguidedGrain));

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => StartHost(options));

        Assert.Contains("MisguidedGrain.GetAsync", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ActorHost_WithAnOptionOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StartHost(new ActorHostOptions { ResponseTimeout = TimeSpan.Zero }));

    [Fact]
    public async Task GetGrain_OfAnInterfaceThatNobodyImplements_IsRefused()
    {
        await using ActorHost host = StartHost(new ActorHostOptions());

        Assert.Throws<ArgumentException>(() => host.GetGrain<IProbeGrain>("key"));
    }

    [Fact]
    public async Task GetGrain_ByIdentity_ReachesTheSameGrain()
    {
        await using ActorHost host = StartHost(new ActorHostOptions().AddGrains(typeof(ProbeGrain).Assembly));
        IProbeGrain grain = host.GetGrain<IProbeGrain>(Guid.NewGuid().ToString());

        IProbeGrain same = host.GetGrain<IProbeGrain>(grain.GetGrainId());

        Assert.Equal(await grain.GetInstanceAsync(), await same.GetInstanceAsync());
        Assert.StartsWith("probe/", grain.GetGrainId().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Grain_CreatedByHand_IsRefused() => Assert.Throws<InvalidOperationException>(() => new ProbeGrain());

    private static ActorHost StartHost(ActorHostOptions options) => new(options, new ServiceCollection().BuildServiceProvider());

    private interface IMisguidedGrain : IGrainWithStringKey
    {
        Task<int> GetAsync();
    }

    // Abstract, so that scans of this assembly pass it by.
    private abstract class MisguidedGrain : Grain, IMisguidedGrain
    {
        [ReadOnly]
        public Task<int> GetAsync() => Task.FromResult(1);
    }
}
