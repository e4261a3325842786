using Microsoft.Extensions.Logging;
using Pipeline.Actors.Activations;

namespace Pipeline.Actors.Timers;

/// <summary>Turns the due times of a clock into ticks of one activation. One tick at most is queued or running.</summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly TickRequest _tick;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changedInTick;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _tick = new TickRequest(this, options);
        using FlowSuppression none = FlowSuppression.Begin();
        _timer = activation.Host.TimeProvider.CreateTimer(
            static self => ((GrainTimer)self!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        _dueTime = dueTime;
        _period = period;
        _changedInTick = true;
        if (!Volatile.Read(ref _ticking))
            Start(dueTime);
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
            return;
        try
        {
            _disposed.Cancel();
        }
        catch (AggregateException exception)
        {
            LogCancellationFailed(_activation.Class.Logger, exception, _activation.GrainId);
        }

        _timer.Dispose();
        _activation.Forget(this);
    }

    public Task TickAsync()
    {
        _changedInTick = false;
        return _disposed.IsCancellationRequested ? Task.CompletedTask : _callback(_disposed.Token);
    }

    public void OnTickEnded(Exception? failure)
    {
        if (failure is not null)
            LogTickFailed(_activation.Class.Logger, failure, _activation.GrainId);
        Volatile.Write(ref _ticking, false);
        Start(_changedInTick ? _dueTime : _period);
    }

    /// <summary>
    /// On the clock's thread: does nothing but queue the tick, unless a change has crossed with one that is queued already.
    /// </summary>
    private void OnDue()
    {
        if (!Interlocked.Exchange(ref _ticking, true) && !_activation.TryEnqueue(_tick))
            Volatile.Write(ref _ticking, false);
    }

    private void Start(TimeSpan dueTime)
    {
        if (!_disposed.IsCancellationRequested)
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(10, LogLevel.Warning, "A timer tick of {GrainId} failed; the timer goes on")]
    private static partial void LogTickFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(11, LogLevel.Error, "A reaction to the disposal of a timer of {GrainId} failed")]
    private static partial void LogCancellationFailed(ILogger logger, Exception exception, GrainId grainId);
}
