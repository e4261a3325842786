using Pipeline.Actors.Tests.Conformance;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Embedded.Hosting;

/// <summary>The order of a stop, and what its deadline does.</summary>
public sealed class StopTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    private Probe Probe => Probe.Of(_key);

    [Fact]
    public async Task StopAsync_WithAcceptedCalls_LetsThemEndAndRefusesNewOnes()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(_key);
        Task running = grain.RunAsync("running");
        Task queued = grain.RunAsync("queued");
        await Probe.WaitForAsync("running:start");

        Task stop = cluster.Host.StopAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.TouchAsync().AsTask());
        Assert.False(stop.IsCompleted);
        Probe.Open("running");
        Probe.Open("queued");
        await Task.WhenAll(running, queued, stop);

        Assert.Equal(
            [
                "activate:start", "activate:end", "running:start", "running:end", "queued:start", "queued:end",
                "deactivate:start ShuttingDown", "deactivate:end",
            ],
            Probe.Journal);
        Assert.Equal(0, cluster.Host.ActivationCount);
    }

    [Fact]
    public async Task StopAsync_WhileAGrainCallsAnother_LetsItReachTheOther()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        string otherKey = _key + "-other";
        Task call = cluster.GrainFactory.GetGrain<IProbeGrain>(_key).CallInCircleAsync(otherKey, "back", allow: true);
        await Probe.WaitForAsync("back:start");

        Task stop = cluster.Host.StopAsync();
        Probe.Open("back");
        await Task.WhenAll(call, stop);

        Assert.Contains("circle:end", Probe.Journal);
        Assert.Contains("deactivate:end", Probe.Of(otherKey).Journal);
    }

    [Fact]
    public async Task StopAsync_PastItsDeadline_AbandonsWhatStillRuns()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        Task stuck = cluster.GrainFactory.GetGrain<IProbeGrain>(_key).RunAsync("stuck");
        await Probe.WaitForAsync("stuck:start");

        Task stop = cluster.Host.StopAsync();
        while (!stop.IsCompleted)
        {
            await cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await stop;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => stuck);
        Assert.Equal(0, cluster.Host.ActivationCount);
        Assert.DoesNotContain("deactivate:end", Probe.Journal);
    }

    [Fact]
    public async Task StopAsync_WithACancelledToken_AbandonsAtOnce()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        Task stuck = cluster.GrainFactory.GetGrain<IProbeGrain>(_key).RunAsync("stuck");
        await Probe.WaitForAsync("stuck:start");

        await cluster.Host.StopAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => stuck);
    }
}
