using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.EventLog;

namespace Pipeline.Grains;

/// <summary>What the endpoint does without being asked: close windows of a silent stream, notice the silence, write snapshots, have models fitted.</summary>
public sealed partial class EndpointGrain
{
    private DateTimeOffset _lastEntryTime;
    private const int SnapshotIntervalFactorMax = 10;

    private DateTimeOffset _lastSnapshotTime;
    private long _lastSnapshotBytes;
    private bool _isWritingSnapshot;

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        if (_isFailed)
            return;
        DateTimeOffset now = clock.GetUtcNow();
        bool isIdle = _inbox.Count == 0 && now - _lastEntryTime >= _options.IdleCloseAfter;
        if (isIdle && IsIdleCloseDue(now.ToUnixTimeMilliseconds()))
            await CloseIdleWindowsAsync(now);
        // Silence is noticed by those who wait for it: a collected endpoint would never say that its calls have stopped.
        if (_endpoint.Detection.AwaitsSilence)
            DelayDeactivation(_options.HousekeepingPeriod * 2);
        if (now - _lastSnapshotTime >= SnapshotInterval || State.ClosedWindowBytes > _options.UnsavedBytesMax)
            await WriteSnapshotAsync(cancellationToken);
        if (!_isFailed)
            await ReportSummaryAsync();
        if (!_isFailed)
            await FollowInstallationAsync();
        TellFindings();
        if (!_isFailed)
            await FollowBudgetsAsync();
        if (!_isFailed && _training.IsCompleted)
            _training = TrainAsync(cancellationToken);
    }

    /// <summary>What an endpoint with much to remember writes in a second shall stay the same: the larger its snapshots, the fewer.</summary>
    private TimeSpan SnapshotInterval
    {
        get
        {
            TimeSpan bySize = TimeSpan.FromSeconds(_lastSnapshotBytes / (double)_options.SnapshotBytesPerSecondMax);
            TimeSpan longest = _options.SnapshotInterval * SnapshotIntervalFactorMax;
            return bySize <= _options.SnapshotInterval ? _options.SnapshotInterval : bySize < longest ? bySize : longest;
        }
    }

    /// <summary>Whether an entry without anything in it would close windows, or let detection notice that calls have stopped.</summary>
    private bool IsIdleCloseDue(long nowUnixMs) => State.WouldCloseIdle(nowUnixMs) || _endpoint.Detection.WouldNoticeSilence(nowUnixMs);

    /// <summary>Closing is a decision, so it is an entry: replay closes the same windows at the same place.</summary>
    private async Task CloseIdleWindowsAsync(DateTimeOffset now) =>
        await AppendEntry(new EntryHeader(EntryKind.IdleClosed, now.ToUnixTimeMilliseconds()), ReadOnlyMemory<byte>.Empty);

    /// <summary>
    /// Snapshot and closed windows are taken from applied state in one turn, and committed as one. What is applied while they are written
    /// belongs to the next snapshot.
    /// </summary>
    private async Task WriteSnapshotAsync(CancellationToken cancellationToken)
    {
        Offset offset = _inbox.Applied;
        if (offset == _windows.Base || _isWritingSnapshot)
            return;
        _isWritingSnapshot = true;
        try
        {
            _recent.Follow(State);
            UnsavedWindows unsaved = State.TakeUnsaved();
            SnapshotWrite write = CreateWrite(offset, unsaved);
            _lastSnapshotBytes = write.Bytes.Length;
            SnapshotStatus status = await snapshots.WriteAsync(write, cancellationToken);
            if (status == SnapshotStatus.Overloaded)
                return;
            _lastSnapshotTime = clock.GetUtcNow();
            if (status == SnapshotStatus.Superseded)
            {
                // Somebody has written a later one: another activation lives, and this one's next append would only conflict.
                Fail();
                return;
            }

            State.MarkStored(unsaved);
            _windows.OnStored(offset, unsaved, State.Options.Windows);
        }
        catch (Exception exception) when (exception is EventLogException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            // The log still has every entry, and the state every window; it is tried again after the interval.
            _lastSnapshotTime = clock.GetUtcNow();
            LogSnapshotFailed(exception, _stream, offset);
        }
        finally
        {
            _isWritingSnapshot = false;
        }
    }

    private SnapshotWrite CreateWrite(Offset offset, UnsavedWindows unsaved) =>
        new(_stream, offset, _endpoint.WriteSnapshot(), HasUnfinishedWork)
        {
            Base = _windows.Base,
            Cells = [.. unsaved.Windows.Select(window => new StoredCell(window.Key.Tier, window.Key.StartUnixMs, window.Bytes))],
            Removals = [.. unsaved.Removals.Select(removal => new CellRemoval(removal.Tier, removal.StartUnixMs))],
        };
}
