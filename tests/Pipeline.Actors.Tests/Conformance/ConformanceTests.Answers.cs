using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Semantic 11, and what calls carry: results, failures, one-way calls, context, references.</summary>
public abstract partial class ConformanceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfAGrain_ReachesTheCallerWithItsType(bool afterAwait)
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(NewKey().Key);

        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailAsync("broken", afterAwait));

        Assert.Equal("broken", failure.Message);
        await grain.TouchAsync();
    }

    [Fact]
    public async Task ValueTasks_CarryResults()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(NewKey().Key);

        await grain.TouchAsync();

        Assert.Equal(5, await grain.AddAsync(2, 3));
    }

    [Fact]
    public async Task OneWayCall_CompletesWithoutWaitingAndDropsItsFailure()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        await grain.NotifyAsync("notice");
        await probe.WaitForAsync("notice:start");
        probe.Open("notice");

        await probe.WaitForAsync("notice:end");
        await grain.TouchAsync();
    }

    [Fact]
    public async Task RequestContext_TravelsWithTheCall()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(NewKey().Key);

        RequestContext.Set("tenant", "blue");
        Task<string?> with = grain.GetContextValueAsync("tenant");
        RequestContext.Clear();
        Task<string?> without = grain.GetContextValueAsync("tenant");

        Assert.Equal("blue", await with);
        Assert.Null(await without);
    }

    [Fact]
    public async Task Call_BetweenGrains_Arrives()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, _) = NewKey();
        (string otherKey, Probe other) = NewKey("-other");
        other.Open("inner");

        await cluster.GrainFactory.GetGrain<IProbeGrain>(key).CallAsync(otherKey, "inner");

        Assert.Contains("inner:end", other.Journal);
    }

    [Fact]
    public async Task References_ToOneGrain_AreEqualAndKnowItsKey()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, _) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);

        Assert.Equal(grain, cluster.GrainFactory.GetGrain<IProbeGrain>(key));
        Assert.NotEqual(grain, cluster.GrainFactory.GetGrain<IProbeGrain>(key + "-other"));
        Assert.Equal(key, grain.GetPrimaryKeyString());
        Assert.Equal(key, await grain.GetOwnKeyThroughReferenceAsync());
    }
}
