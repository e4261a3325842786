namespace Pipeline.Actors.Tests.Conformance.Grains;

public sealed class TimerGrain : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    private Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Note($"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task StartAsync(TimeSpan dueTime, TimeSpan period, TimerKind kind)
    {
        _timer = this.RegisterGrainTimer(TickAsync, kind, new GrainTimerCreationOptions
        {
            DueTime = dueTime,
            Period = period,
            Interleave = kind.HasFlag(TimerKind.Interleaving),
            KeepAlive = kind.HasFlag(TimerKind.KeepingAlive),
        });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task BeBusyAsync()
    {
        Probe.Note("busy:start");
        await Probe.PassAsync("busy");
        Probe.Note("busy:end");
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> GetTickCountAsync() => Task.FromResult(_ticks);

    private async Task TickAsync(TimerKind kind, CancellationToken cancellationToken)
    {
        int tick = ++_ticks;
        Probe.Note($"tick:start {tick}");
        if (kind.HasFlag(TimerKind.Gated))
            await Probe.PassAsync($"tick {tick}");
        Probe.Note($"tick:end {tick}");
        if (kind.HasFlag(TimerKind.Failing))
            throw new InvalidOperationException("Ticks may fail.");
    }
}
