using Pipeline.Alerting.Alerts;

namespace Pipeline.Grains.Alerting;

/// <summary>Lets time pass: an entry when something is due that nothing else brings, and a snapshot now and then.</summary>
public sealed partial class AlertGrain
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private IGrainTimer? _timer;
    private DateTimeOffset _lastSnapshotTime;
    private long? _lastDueUnixMs;

    /// <summary>Whether it must be brought back at a start though nobody may ask for it.</summary>
    private bool HasWork => Book.HasActive || IsAnyoneBehind;

    private void StartTime()
    {
        _lastSnapshotTime = clock.GetUtcNow();
        _timer = this.RegisterGrainTimer(_ => PassTimeAsync(), new GrainTimerCreationOptions
        {
            DueTime = Timeout.InfiniteTimeSpan,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
            KeepAlive = true,
        });
        this.RegisterGrainTimer(KeepHouseAsync, new GrainTimerCreationOptions
        {
            DueTime = _options.HousekeepingPeriod,
            Period = _options.HousekeepingPeriod,
            Interleave = true,
            KeepAlive = true,
        });
        SetTimer();
    }

    private void SetTimer()
    {
        if (_journal.IsFailed || _timer is null || Book.NextDueUnixMs is not { } due)
            return;
        // What stays due although time has come for it is left to housekeeping, so that it does not fill the log.
        if (due <= NowUnixMs && due == _lastDueUnixMs)
            return;
        TimeSpan delay = TimeSpan.FromMilliseconds(due - NowUnixMs);
        _timer.Change(delay < s_shortest ? s_shortest : delay < s_longest ? delay : s_longest, Timeout.InfiniteTimeSpan);
    }

    private async Task PassTimeAsync()
    {
        if (_journal.IsFailed)
            return;
        _lastDueUnixMs = Book.NextDueUnixMs;
        await CommitAsync(book => book.NextDueUnixMs <= NowUnixMs ? CreateEntry() with { IsTick = true } : null);
        SetTimer();
    }

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        if (_journal.IsFailed)
            return;
        Tell();
        // A timer is set for it; a clock that was set forward does not move timers.
        if (Book.NextDueUnixMs <= NowUnixMs)
            await PassTimeAsync();
        DateTimeOffset now = clock.GetUtcNow();
        if (!_journal.IsChanged || now - _lastSnapshotTime < _options.SnapshotInterval)
            return;
        _lastSnapshotTime = now;
        await WriteSnapshotAsync(cancellationToken);
    }

    private Task WriteSnapshotAsync(CancellationToken cancellationToken) =>
        _journal.IsFailed ? Task.CompletedTask : _journal.WriteSnapshotAsync(HasWork, cancellationToken);
}
