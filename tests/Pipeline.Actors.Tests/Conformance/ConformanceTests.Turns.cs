using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Semantic 1: one turn at a time; awaits resume on the activation's scheduler.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    public async Task Turns_OfInterleavedCalls_NeverOverlap()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        ITurnGrain grain = cluster.GrainFactory.GetGrain<ITurnGrain>(NewKey().Key);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => grain.RaiseAsync(100))));

        Assert.Equal(4000, await grain.GetCountAsync());
    }

    [Fact]
    public async Task Calls_ManyAtOnce_RunOneAfterAnother()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        ITurnGrain grain = cluster.GrainFactory.GetGrain<ITurnGrain>(NewKey().Key);

        int[] mostRunning = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.OverlapAsync()));

        Assert.All(mostRunning, most => Assert.Equal(1, most));
    }

    [Fact]
    public async Task Await_InGrainCode_ResumesOnTheSchedulerOfTheActivation()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();

        Assert.True(await cluster.GrainFactory.GetGrain<ITurnGrain>(NewKey().Key).KeepsSchedulerAsync());
    }
}
