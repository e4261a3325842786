using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Semantics 3 and 4: what happens when an answer does not come in time, and cancellation by the caller.</summary>
public abstract partial class ConformanceTests
{
    private static readonly ConformanceSettings s_hasty = new() { ResponseTimeout = TimeSpan.FromSeconds(4) };

    [Fact]
    public async Task CallCycle_OfNonReentrantGrains_TimesOutAndIsNeverRunInline()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_hasty);
        (string key, Probe probe) = NewKey();
        (string otherKey, _) = NewKey("-other");

        Task circle = cluster.GrainFactory.GetGrain<IProbeGrain>(key).CallInCircleAsync(otherKey, "back", allow: false);
        await probe.WaitForAsync("circle:start");
        await AdvanceUntilAsync(cluster, circle);

        await Assert.ThrowsAsync<TimeoutException>(() => circle);
        Assert.DoesNotContain("circle:end", probe.Journal);
    }

    [Fact]
    public async Task Timeout_OfARunningCall_LeavesTheCalleeRunning()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_hasty);
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task call = grain.RunAsync("slow");
        await probe.WaitForAsync("slow:start");
        await AdvanceUntilAsync(cluster, call);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.DoesNotContain("slow:end", probe.Journal);
        probe.Open("slow");

        await probe.WaitForAsync("slow:end");
    }

    [Fact]
    public async Task Timeout_OfAQueuedCall_DropsIt()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(s_hasty);
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task slow = grain.RunAsync("slow");
        await probe.WaitForAsync("slow:start");
        probe.Open("queued");
        Task queued = grain.RunAsync("queued");
        await AdvanceUntilAsync(cluster, Task.WhenAll(slow, queued));
        await Assert.ThrowsAsync<TimeoutException>(() => queued);
        probe.Open("slow");
        probe.Open("later");
        await grain.RunAsync("later");

        Assert.DoesNotContain("queued:start", probe.Journal);
    }

    [Fact]
    public async Task ResponseTimeout_OnTheMethod_ReplacesThatOfTheHost()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();

        Task call = cluster.GrainFactory.GetGrain<IProbeGrain>(key).RunBrieflyAsync("brief");
        await probe.WaitForAsync("brief:start");
        await AdvanceUntilAsync(cluster, call);

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        probe.Open("brief");
    }

    [Fact]
    public async Task Cancellation_ByTheCaller_EndsTheCallAndReachesTheCalleeInATurn()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        using CancellationTokenSource source = new();

        Task call = cluster.GrainFactory.GetGrain<IProbeGrain>(key).RunUntilCancelledAsync(source.Token);
        await probe.WaitForAsync("cancellable:start");
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await probe.WaitForAsync("cancellable:cancelled");
    }

    [Fact]
    public async Task Cancellation_OfAQueuedCall_DropsItOrReachesIt()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);
        using CancellationTokenSource source = new();

        Task running = grain.RunAsync("running");
        await probe.WaitForAsync("running:start");
        Task queued = grain.RunUntilCancelledAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        probe.Open("barrier");
        await grain.InterleaveAsync("barrier");
        probe.Open("running");
        probe.Open("later");

        // Where the cancellation travels, the call may begin before it arrives; but then it does arrive, and the next call gets its turn.
        await Task.WhenAll(running, grain.RunAsync("later"));
    }
}
