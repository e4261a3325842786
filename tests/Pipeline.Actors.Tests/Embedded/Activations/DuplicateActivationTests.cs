using Pipeline.Actors.Tests.Conformance;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Embedded.Activations;

public sealed class DuplicateActivationTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    private Probe Probe => Probe.Of(_key);

    [Fact]
    public async Task CreateDuplicateActivation_ThenCall_StartsASecondWhileTheFirstRunsOn()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(_key);
        Guid first = await grain.GetInstanceAsync();
        Task running = grain.RunAsync("running");
        Task<Guid> queued = grain.GetInstanceAsync();
        await Probe.WaitForAsync("running:start");

        IProbeGrain stale = cluster.Host.CreateDuplicateActivation(grain);
        Guid second = await grain.GetInstanceAsync();
        Task<Guid> late = stale.GetInstanceAsync();
        Probe.Open("running");
        await running;

        Assert.NotEqual(first, second);
        Assert.Equal(first, await queued);
        Assert.Equal(first, await late);
        Assert.Equal(second, await grain.GetInstanceAsync());
        Assert.Equal(2, cluster.Host.ActivationCount);
    }

    [Fact]
    public async Task StaleReference_AfterTheEndOfTheFirst_ReachesTheSecond()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(_key);
        await grain.TouchAsync();
        IProbeGrain stale = cluster.Host.CreateDuplicateActivation(grain);
        Guid second = await grain.GetInstanceAsync();

        await stale.LeaveAsync();

        Assert.Equal(second, await stale.GetInstanceAsync());
        Assert.Equal(second, await grain.GetInstanceAsync());
        Assert.Equal(1, cluster.Host.ActivationCount);
    }

    [Fact]
    public async Task Stop_WithADuplicate_DeactivatesBoth()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(_key);
        await grain.TouchAsync();
        cluster.Host.CreateDuplicateActivation(grain);
        await grain.TouchAsync();

        await cluster.StopAsync();

        Assert.Equal(2, Probe.Journal.Count(entry => entry == "deactivate:end"));
    }
}
