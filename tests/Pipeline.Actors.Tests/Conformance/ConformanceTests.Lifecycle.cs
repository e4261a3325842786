using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Semantics 5 to 7: activation before calls, one activation per key, ordered deactivation.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    public async Task Activation_WhileItRuns_HoldsCallsBack()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IFragileGrain grain = cluster.GrainFactory.GetGrain<IFragileGrain>(key);

        Task<int>[] calls = [grain.GetAsync(), grain.GetAsync()];
        await probe.WaitForAsync("activate");
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        probe.Open("healed");
        probe.Open("begin");

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(1, answer));
        Assert.Equal(["activate"], probe.Journal);
    }

    [Fact]
    public async Task Activation_ThatFails_FailsAllQueuedCallsAndTheNextCallTriesAgain()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IFragileGrain grain = cluster.GrainFactory.GetGrain<IFragileGrain>(key);

        Task<int>[] calls = [grain.GetAsync(), grain.GetAsync()];
        await probe.WaitForAsync("activate");
        probe.Open("begin");

        // No time passes: on a busy machine the activation would run into its time limit before it gets to fail by itself.
        foreach (Task<int> call in calls)
            await Assert.ThrowsAsync<InvalidDataException>(() => call.WaitAsync(TimeSpan.FromMinutes(5)));
        probe.Open("healed");

        Assert.Equal(1, await grain.GetAsync());
        // A call that arrives after the failure tries for itself, and fails by itself.
        Assert.InRange(probe.Journal.Length, 2, cluster.QueuesCallsAtOnce ? 2 : 3);
    }

    [Fact]
    public async Task FirstCalls_AtOnce_ShareOneActivation()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();

        Guid[] instances = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            Task.Run(() => cluster.GrainFactory.GetGrain<IProbeGrain>(key).GetInstanceAsync())));

        Assert.Single(instances.Distinct());
        Assert.Equal(["activate:start", "activate:end"], probe.Journal);
    }

    [Fact]
    public async Task DeactivateOnIdle_ThenCall_StartsTheNextActivationAfterTheEndOfTheFirst()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Guid first = await grain.GetInstanceAsync();
        await grain.LeaveAsync();
        Guid second = await grain.GetInstanceAsync();

        Assert.NotEqual(first, second);
        Assert.Equal(
            ["activate:start", "activate:end", "deactivate:start ApplicationRequested", "deactivate:end", "activate:start", "activate:end"],
            probe.Journal);
    }

    [Fact]
    public async Task Deactivation_WithARunningCall_WaitsForItAndHandsQueuedCallsToTheNextActivation()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Guid first = await grain.GetInstanceAsync();
        Task running = grain.InterleaveAsync("running");
        await probe.WaitForAsync("running:start");
        await grain.LeaveAsync();
        Task<Guid> queued = grain.GetInstanceAsync();
        Task interleaved = grain.InterleaveAsync("interleaved");
        Assert.DoesNotContain(probe.Journal, entry => entry.StartsWith("deactivate", StringComparison.Ordinal));
        probe.Open("running");
        probe.Open("interleaved");
        await running;

        Assert.NotEqual(first, await queued);
        await interleaved;
        AssertOrder(probe, "running:end", "deactivate:start ApplicationRequested", "deactivate:end", "interleaved:start");
    }

    [Fact]
    public async Task Deactivation_FromOutside_CallsOnDeactivate()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Guid first = await grain.GetInstanceAsync();
        await cluster.DeactivateAsync(grain);

        Assert.Contains("deactivate:end", probe.Journal);
        Assert.NotEqual(first, await grain.GetInstanceAsync());
    }
}
