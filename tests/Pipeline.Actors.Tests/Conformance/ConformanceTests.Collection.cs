using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Semantic 8: activations without inbound work go, unless they are told to stay.</summary>
public abstract partial class ConformanceTests
{
    private const string Collected = "deactivate:start ActivationIdle";

    private static readonly ConformanceSettings s_collecting = new() { CollectionAge = TimeSpan.FromSeconds(4) };

    [Fact]
    public async Task IdleActivation_AfterTheCollectionAge_IsCollected()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        await cluster.GrainFactory.GetGrain<IProbeGrain>(key).TouchAsync();

        await AdvanceUntilAsync(cluster, probe, Collected);
    }

    [Fact]
    public async Task ActivationInUse_IsNotCollected()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Guid first = await grain.GetInstanceAsync();
        for (int second = 0; second < 8; second++)
        {
            await cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
            await grain.TouchAsync();
        }

        Assert.Equal(first, await grain.GetInstanceAsync());
        Assert.DoesNotContain(Collected, probe.Journal);
    }

    [Fact]
    public async Task ActivationWithARunningCall_IsNotCollected()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        Task running = cluster.GrainFactory.GetGrain<IProbeGrain>(key).RunAsync("long");
        await probe.WaitForAsync("long:start");
        await AdvanceSecondsAsync(cluster, 10);
        probe.Open("long");
        await running;

        Assert.DoesNotContain(Collected, probe.Journal);
    }

    [Fact]
    public async Task DelayDeactivation_KeepsTheActivationForThatLong()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        await cluster.GrainFactory.GetGrain<IProbeGrain>(key).KeepAsync(TimeSpan.FromSeconds(12));
        await AdvanceSecondsAsync(cluster, 10);
        Assert.DoesNotContain(Collected, probe.Journal);

        await AdvanceUntilAsync(cluster, probe, Collected);
    }

    [Fact]
    public async Task KeepAlive_OnTheClass_KeepsItsActivations()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        await GetProbe<LastingProbe>(cluster, key).TouchAsync();
        await AdvanceSecondsAsync(cluster, 10);

        Assert.DoesNotContain(Collected, probe.Journal);
    }

    [Fact]
    public async Task CollectionAgeLimit_OnTheClass_ReplacesThatOfTheHost()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        await GetProbe<PatientProbe>(cluster, key).TouchAsync();
        await AdvanceSecondsAsync(cluster, 8);
        Assert.DoesNotContain(Collected, probe.Journal);

        await AdvanceUntilAsync(cluster, probe, Collected);
    }

    [Fact]
    public async Task TimerTicks_DoNotKeepAnActivation()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        await cluster.GrainFactory.GetGrain<ITimerGrain>(key).StartAsync(s_second, s_second, TimerKind.Plain);

        await AdvanceUntilAsync(cluster, probe, "deactivated ActivationIdle");
    }

    [Fact]
    public async Task TimerTicks_WithKeepAlive_KeepAnActivation()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_collecting);
        (string key, Probe probe) = NewKey();

        await cluster.GrainFactory.GetGrain<ITimerGrain>(key).StartAsync(s_second, s_second, TimerKind.KeepingAlive);
        for (int tick = 1; tick <= 7; tick++)
            await AdvanceUntilAsync(cluster, probe, $"tick:end {tick}");

        Assert.DoesNotContain("deactivated ActivationIdle", probe.Journal);
    }
}
