using Pipeline.Actors.Tests.Conformance;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Embedded.Activations;

public sealed class CrashTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    private Probe Probe => Probe.Of(_key);

    [Fact]
    public async Task CrashActivation_WithCalls_FailsThemAndRunsNothingMore()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        IProbeGrain grain = cluster.GrainFactory.GetGrain<IProbeGrain>(_key);
        Task running = grain.RunAsync("running");
        await Probe.WaitForAsync("running:start");
        Task queued = grain.RunAsync("queued");

        Assert.True(cluster.Host.CrashActivation(grain));
        Probe.Open("running");
        Probe.Open("queued");

        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => queued);
        await grain.TouchAsync();
        Assert.Equal(["activate:start", "activate:end", "running:start", "activate:start", "activate:end"], Probe.Journal);
    }

    [Fact]
    public async Task CrashActivation_OfAnInactiveGrain_SaysSo()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());

        Assert.False(cluster.Host.CrashActivation(cluster.GrainFactory.GetGrain<IProbeGrain>(_key)));
    }

    [Fact]
    public async Task CrashActivation_WithATimer_EndsIt()
    {
        await using EmbeddedCluster cluster = EmbeddedCluster.Start(new ConformanceSettings());
        ITimerGrain grain = cluster.GrainFactory.GetGrain<ITimerGrain>(_key);
        await grain.StartAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimerKind.Plain);

        cluster.Host.CrashActivation(grain);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(0, await grain.GetTickCountAsync());
        Assert.Empty(Probe.Journal);
    }
}
