using Pipeline.Actors.Tests.Conformance;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Embedded.Calls;

public sealed class CancellationTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    private Probe Probe => Probe.Of(_key);

    [Fact]
    public async Task Cancellation_OfAQueuedCall_DropsIt()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(_key);
        using CancellationTokenSource source = new();
        Task running = grain.RunAsync("running");
        await Probe.WaitForAsync("running:start");

        Task queued = grain.RunUntilCancelledAsync(source.Token);
        await source.CancelAsync();
        Probe.Open("running");
        Probe.Open("later");
        await Task.WhenAll(running, grain.RunAsync("later"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Assert.DoesNotContain("cancellable:start", Probe.Journal);
    }

    [Fact]
    public async Task Call_WithACancelledToken_IsNotSent()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            cluster.GrainFactory.GetGrain<IProbeGrain>(_key).RunUntilCancelledAsync(new CancellationToken(canceled: true)));

        Assert.Empty(Probe.Journal);
    }
}
