using Pipeline.Actors.Timers;

namespace Pipeline.Actors.Activations;

/// <summary>How long nothing was asked of it, and the timers it carries.</summary>
internal sealed partial class Activation
{
    private List<GrainTimer>? _timers;
    private long _lastActiveMs;
    private long _keepUntilMs;

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        long untilMs = timeSpan == Timeout.InfiniteTimeSpan || timeSpan == TimeSpan.MaxValue ? long.MaxValue
            : timeSpan <= TimeSpan.Zero ? 0
            : Host.Clock.NowMs + (long)timeSpan.TotalMilliseconds;
        lock (_gate)
            _keepUntilMs = untilMs;
    }

    /// <summary>Whether it serves calls, has none, and had none for its age limit.</summary>
    public bool IsCollectable(long nowMs)
    {
        lock (_gate)
        {
            return _state is ActivationState.Valid
                && IsInactive
                && _keepUntilMs <= nowMs
                && nowMs - _lastActiveMs >= Class.CollectionAgeMs;
        }
    }

    /// <exception cref="InvalidOperationException">Not in a turn of this activation.</exception>
    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (!ReferenceEquals(Current, this))
            throw new InvalidOperationException($"Timers of {GrainId} are registered in its own turns only.");
        GrainTimer timer = new(this, callback, options);
        lock (_gate)
            (_timers ??= []).Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate)
            _timers?.Remove(timer);
    }

    private void DisposeTimers()
    {
        List<GrainTimer>? timers;
        lock (_gate)
            (timers, _timers) = (_timers, null);
        if (timers is null)
            return;
        foreach (GrainTimer timer in timers)
            timer.Dispose();
    }
}
