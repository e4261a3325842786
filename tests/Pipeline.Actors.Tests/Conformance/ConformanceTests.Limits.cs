using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>Stateless workers, the bound on queues, and semantic 12, the stop.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    public async Task StatelessWorker_WhenBusy_GetsCompanyUpToItsLimit()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = GetProbe<WorkerProbe>(cluster, key);

        Task first = grain.RunAsync("first");
        await probe.WaitForAsync("first:start");
        Task second = grain.RunAsync("second");
        await probe.WaitForAsync("second:start");
        probe.Open("third");
        Task third = grain.RunAsync("third");
        probe.Open("barrier");
        await grain.InterleaveAsync("barrier");
        Assert.DoesNotContain("third:start", probe.Journal);
        probe.Open("first");
        probe.Open("second");

        await Task.WhenAll(first, second, third);
        Assert.Equal(2, probe.Journal.Count(entry => entry == "activate:end"));
    }

    [Fact]
    public async Task Queue_AtItsLimit_RefusesFurtherCalls()
    {
        await using IConformanceCluster cluster = await StartClusterAsync(new ConformanceSettings { MaxEnqueuedRequests = 5 });
        (string key, Probe probe) = NewKey();
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(key);
        await grain.TouchAsync();

        Task running = grain.RunAsync("running");
        await probe.WaitForAsync("running:start");
        List<Task> calls = [.. Enumerable.Range(0, 10).Select(_ => grain.TouchAsync().AsTask())];
        for (int refusal = 0; refusal < 5; refusal++)
        {
            Task refused = await Task.WhenAny(calls);
            calls.Remove(refused);
            await Assert.ThrowsAsync<LimitExceededException>(() => refused);
        }

        // Hosts may or may not count the running call: of the other five one may be refused too.
        probe.Open("running");
        await Task.WhenAny(Task.WhenAll(calls));
        Assert.InRange(calls.Count(call => call.IsCompletedSuccessfully), 4, 5);
        await running;
        await grain.TouchAsync();
    }

    [Fact]
    public async Task Stop_DeactivatesEverything()
    {
        await using IConformanceCluster cluster = await StartClusterAsync();
        (string key, Probe probe) = NewKey();
        (string otherKey, Probe other) = NewKey("-other");
        await cluster.GrainFactory.GetGrain<IProbeGrain>(key).TouchAsync();
        await cluster.GrainFactory.GetGrain<IProbeGrain>(otherKey).TouchAsync();

        await cluster.StopAsync();

        AssertOrder(probe, "deactivate:start ShuttingDown", "deactivate:end");
        AssertOrder(other, "deactivate:start ShuttingDown", "deactivate:end");
    }
}
