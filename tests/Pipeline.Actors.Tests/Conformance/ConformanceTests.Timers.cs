using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>
/// Semantic 9: ticks are turns, never overlap, count their period from their end, survive failures, end with the activation.
/// </summary>
public abstract partial class ConformanceTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Timer_TicksWhenDueAndThenEachPeriod()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, 2 * s_second, TimerKind.Plain);
        Assert.Equal(0, await grain.GetTickCountAsync());
        await AdvanceUntilAsync(cluster, probe, "tick:end 1");
        Assert.Equal(1, await grain.GetTickCountAsync());
        await cluster.AdvanceAsync(s_second);
        Assert.Equal(1, await grain.GetTickCountAsync());

        await AdvanceUntilAsync(cluster, probe, "tick:end 2");
    }

    [Fact]
    public async Task Timer_WithASlowTick_CountsThePeriodFromItsEnd()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, s_second, TimerKind.Gated);
        await AdvanceUntilAsync(cluster, probe, "tick:start 1");
        await AdvanceSecondsAsync(cluster, 3);
        probe.Open("tick 1");
        Assert.Equal(1, await grain.GetTickCountAsync());
        Assert.DoesNotContain("tick:start 2", probe.Journal);

        await AdvanceUntilAsync(cluster, probe, "tick:start 2");
        probe.Open("tick 2");
    }

    [Fact]
    public async Task Timer_WhoseTicksFail_GoesOn()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();

        await cluster.GrainFactory.GetGrain<ITimerGrain>(key).StartAsync(s_second, s_second, TimerKind.Failing);

        await AdvanceUntilAsync(cluster, probe, "tick:end 3");
    }

    [Fact]
    public async Task Tick_WhileACallRuns_WaitsForItsEnd()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, s_second, TimerKind.Plain);
        Task busy = grain.BeBusyAsync();
        await probe.WaitForAsync("busy:start");
        await AdvanceSecondsAsync(cluster, 2);
        Assert.DoesNotContain("tick:start 1", probe.Journal);
        probe.Open("busy");
        await busy;

        await probe.WaitForAsync("tick:end 1");
        AssertOrder(probe, "busy:end", "tick:start 1");
    }

    [Fact]
    public async Task Tick_ThatInterleaves_DoesNotWaitForTheRunningCall()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, s_second, TimerKind.Interleaving);
        Task busy = grain.BeBusyAsync();
        await probe.WaitForAsync("busy:start");
        await AdvanceUntilAsync(cluster, probe, "tick:end 1");
        Assert.DoesNotContain("busy:end", probe.Journal);

        probe.Open("busy");
        await busy;
    }

    [Fact]
    public async Task Call_WhileATickRuns_WaitsForItsEnd()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, Timeout.InfiniteTimeSpan, TimerKind.Gated);
        await AdvanceUntilAsync(cluster, probe, "tick:start 1");
        Task<int> call = grain.GetTickCountAsync();
        Assert.False(call.IsCompleted);
        probe.Open("tick 1");

        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task Change_RestartsTheTimer()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, TimerKind.Plain);
        await AdvanceSecondsAsync(cluster, 2);
        Assert.Equal(0, await grain.GetTickCountAsync());
        await grain.ChangeAsync(s_second, Timeout.InfiniteTimeSpan);
        await AdvanceUntilAsync(cluster, probe, "tick:end 1");
        await AdvanceSecondsAsync(cluster, 2);

        Assert.Equal(1, await grain.GetTickCountAsync());
    }

    [Fact]
    public async Task Dispose_StopsTheTimer()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, s_second, TimerKind.Plain);
        await AdvanceUntilAsync(cluster, probe, "tick:end 1");
        await grain.DisposeAsync();
        int before = await grain.GetTickCountAsync();
        await AdvanceSecondsAsync(cluster, 3);

        Assert.Equal(before, await grain.GetTickCountAsync());
    }

    [Fact]
    public async Task Deactivation_EndsTheTimers()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(key);

        await grain.StartAsync(s_second, s_second, TimerKind.Plain);
        await AdvanceUntilAsync(cluster, probe, "tick:end 1");
        await cluster.DeactivateAsync(grain);
        int ticks = probe.Journal.Length;
        await AdvanceSecondsAsync(cluster, 3);

        Assert.Equal(ticks, probe.Journal.Length);
        Assert.Equal(0, await grain.GetTickCountAsync());
    }
}
