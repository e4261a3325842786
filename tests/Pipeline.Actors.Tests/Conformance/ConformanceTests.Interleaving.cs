using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Semantic 2: what is admitted beside what; a blocked request does not hold up later admissible ones.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    public async Task Call_WhileAnotherRuns_WaitsForItsEnd()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task first = grain.RunAsync("first");
        await probe.WaitForAsync("first:start");
        probe.Open("second");
        Task second = grain.RunAsync("second");
        probe.Open("barrier");
        await grain.InterleaveAsync("barrier");
        Assert.DoesNotContain("second:start", probe.Journal);
        probe.Open("first");
        await Task.WhenAll(first, second);

        AssertOrder(probe, "first:end", "second:start");
    }

    [Fact]
    public async Task AlwaysInterleave_BehindARunningAndABlockedCall_StartsAtOnce()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task running = grain.RunAsync("running");
        await probe.WaitForAsync("running:start");
        Task blocked = grain.RunAsync("blocked");
        probe.Open("interleaved");
        await grain.InterleaveAsync("interleaved");

        Assert.DoesNotContain("running:end", probe.Journal);
        Assert.DoesNotContain("blocked:start", probe.Journal);
        probe.Open("running");
        probe.Open("blocked");
        await Task.WhenAll(running, blocked);
    }

    [Fact]
    public async Task Call_WhileOnlyInterleavedCallsRun_Starts()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task interleaved = grain.InterleaveAsync("interleaved");
        await probe.WaitForAsync("interleaved:start");
        probe.Open("call");
        await grain.RunAsync("call");

        Assert.DoesNotContain("interleaved:end", probe.Journal);
        probe.Open("interleaved");
        await interleaved;
    }

    [Fact]
    public async Task ReadOnly_BesideReadOnly_Starts()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task first = grain.ReadAsync("first");
        await probe.WaitForAsync("first:start");
        Task blocked = grain.RunAsync("write");
        probe.Open("second");
        await grain.ReadAsync("second");

        Assert.DoesNotContain("first:end", probe.Journal);
        Assert.DoesNotContain("write:start", probe.Journal);
        probe.Open("first");
        probe.Open("write");
        await Task.WhenAll(first, blocked);
        AssertOrder(probe, "first:end", "write:start");
    }

    [Fact]
    public async Task ReadOnly_BesideAWrite_Waits()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task write = grain.RunAsync("write");
        await probe.WaitForAsync("write:start");
        probe.Open("read");
        Task read = grain.ReadAsync("read");
        probe.Open("barrier");
        await grain.InterleaveAsync("barrier");
        Assert.DoesNotContain("read:start", probe.Journal);
        probe.Open("write");
        await Task.WhenAll(write, read);

        AssertOrder(probe, "write:end", "read:start");
    }

    [Fact]
    public async Task Call_OfAReentrantClass_InterleavesWithEverything()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = GetProbe<ReentrantProbe>(cluster, key);

        Task first = grain.RunAsync("first");
        await probe.WaitForAsync("first:start");
        probe.Open("second");
        await grain.RunAsync("second");

        Assert.DoesNotContain("first:end", probe.Journal);
        probe.Open("first");
        await first;
    }

    [Fact]
    public async Task Call_AlongAnAllowedChain_EntersTheRunningGrain()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        (string otherKey, _) = NewKey("-other");
        probe.Open("back");

        await cluster.GrainFactory.GetGrain<IProbeGrain>(key).CallInCircleAsync(otherKey, "back", allow: true);

        AssertOrder(probe, "circle:start", "back:end", "circle:end");
    }

    [Fact]
    public async Task Call_OutsideOfAnAllowedChain_Waits()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        (string otherKey, _) = NewKey("-other");
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Task circle = grain.CallInCircleAsync(otherKey, "back", allow: true);
        await probe.WaitForAsync("back:start");
        probe.Open("stranger");
        Task stranger = grain.RunAsync("stranger");
        probe.Open("barrier");
        await grain.InterleaveAsync("barrier");
        Assert.DoesNotContain("stranger:start", probe.Journal);
        probe.Open("back");
        await Task.WhenAll(circle, stranger);

        AssertOrder(probe, "back:start", "circle:end", "stranger:start");
    }

    private static void AssertOrder(Probe probe, params string[] entries)
    {
        string[] journal = probe.Journal;
        int[] positions = [.. entries.Select(entry => Array.IndexOf(journal, entry))];
        Assert.True(
            !positions.Contains(-1) && positions.SequenceEqual(positions.Order()),
            $"Expected {string.Join(" before ", entries)}; journal: {string.Join(", ", journal)}");
    }
}
