using Pipeline.Actors.Tests.Conformance;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Embedded.Activations;

public sealed class ActivationLimitTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    [Fact]
    public async Task OnActivateAsync_PastTheActivationTimeout_FailsTheCallsAndTheNextCallTriesAgain()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(
            new ConformanceSettings(), options => options.ActivationTimeout = TimeSpan.FromSeconds(5));
        IFragileGrain grain = cluster.GrainFactory.GetGrain<IFragileGrain>(_key);
        Task<int> stuck = grain.GetAsync();
        await Probe.Of(_key).WaitForAsync("activate");

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
        Probe.Of(_key).Open("healed");
        Probe.Of(_key).Open("begin");

        Assert.Equal(1, await grain.GetAsync());
    }

    [Fact]
    public async Task Deactivation_WhileActivating_HandsTheCallsToTheNextActivation()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IFragileGrain grain = cluster.GrainFactory.GetGrain<IFragileGrain>(_key);
        Task<int> call = grain.GetAsync();
        await Probe.Of(_key).WaitForAsync("activate");

        Task deactivated = cluster.DeactivateAsync(grain);
        await deactivated;
        Probe.Of(_key).Open("healed");
        Probe.Of(_key).Open("begin");

        Assert.Equal(1, await call);
        Assert.Equal(["activate", "activate"], Probe.Of(_key).Journal);
    }
}
