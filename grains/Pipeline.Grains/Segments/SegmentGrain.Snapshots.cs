using Pipeline.Core.Segments;
using Pipeline.Core.Windows;
using Pipeline.EventLog;

namespace Pipeline.Grains.Segments;

/// <summary>Claims, checkpoints and snapshots: what makes one activation at most the segment's last.</summary>
/// <remarks>
/// <code>
/// stream     claim A | checkpoint A | checkpoint A | claim B | checkpoint B | ...
/// snapshots                    A at 2         A at 3                   B at 5
/// </code>
/// A snapshot is written at the offset behind its checkpoint, and only while that is the head. So after the claim of B nothing of A is
/// written any more, and B, which reads after its claim, has read all that A was ever told to be stored.
/// </remarks>
public sealed partial class SegmentGrain
{
    private IGrainTimer _snapshotTimer = null!;
    private int _snapshotsOwed;
    private bool _isArmed;
    private int _urgentLeft;

    /// <exception cref="EventLogException">The log refused; whoever called tries again.</exception>
    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        Offset head = await log.GetHeadAsync(_stream, cancellationToken);
        AppendOutcome claim = await log.AppendAsync(_stream, head, SegmentEntry.Claim(clock.GetUtcNow()), cancellationToken);
        if (!claim.IsCommitted)
            throw new EventLogException(_stream, head, $"The segment could not be claimed: {claim.Status}.");
        _head = claim.Head;
    }

    /// <summary>
    /// Not interleaved, so that nothing is applied while a snapshot is written: what is in it is what was applied. One snapshot is owed for
    /// the claim, which would otherwise hold up the log's retention, and one more until both kept ones hold all there is.
    /// </summary>
    private void StartSnapshots()
    {
        _snapshotTimer = this.RegisterGrainTimer(WriteDueSnapshotAsync, new GrainTimerCreationOptions
        {
            DueTime = Timeout.InfiniteTimeSpan,
            Period = Timeout.InfiniteTimeSpan,
        });
        Owe();
    }

    /// <summary>What was applied just now is stored by the next snapshot, and there for good with the one after it.</summary>
    private void Owe()
    {
        _snapshotsOwed = 2;
        Arm(_options.SnapshotInterval);
    }

    private void HurrySnapshot()
    {
        if (_snapshotsOwed == 0 || _urgentLeft > 0)
            return;
        // Two make what is here now durable. Whoever is still short of room then asks again.
        _urgentLeft = 2;
        _isArmed = false;
        Arm(_options.UrgentSnapshotInterval);
    }

    private void Arm(TimeSpan due)
    {
        if (_isArmed || _isFailed)
            return;
        _isArmed = true;
        _snapshotTimer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private async Task WriteDueSnapshotAsync(CancellationToken cancellationToken)
    {
        _isArmed = false;
        _urgentLeft = Math.Max(0, _urgentLeft - 1);
        if (_isFailed || _snapshotsOwed == 0)
            return;
        await WriteSnapshotAsync(cancellationToken);
        if (_snapshotsOwed > 0)
            Arm(_urgentLeft > 0 ? _options.UrgentSnapshotInterval : _options.SnapshotInterval);
    }

    private async Task WriteSnapshotAsync(CancellationToken cancellationToken)
    {
        if (!await TryCheckpointAsync(cancellationToken))
            return;
        Offset offset = _head;
        try
        {
            UnsavedWindows unsaved = _state.Aggregates.TakeUnsaved();
            SnapshotStatus status = await snapshots.WriteAsync(CreateWrite(offset, unsaved), cancellationToken);
            if (status == SnapshotStatus.Overloaded)
                return;
            if (status == SnapshotStatus.Superseded)
            {
                LogOvertaken(_stream, offset);
                Fail();
                return;
            }

            _state.Aggregates.MarkStored(unsaved);
            _state.OnSnapshotStored();
            _windows.OnStored(offset, unsaved, _state.Aggregates.Options.Windows);
            _snapshotsOwed--;
        }
        catch (Exception exception)
        {
            // Whether it was written is unknown, and with it what the kept snapshots hold: the next activation reads them.
            LogSnapshotFailed(exception, _stream, offset);
            Fail();
        }
    }

    /// <summary>Appends where this activation takes the head to be. False if it is not there any more, or cannot be told.</summary>
    private async Task<bool> TryCheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            AppendOutcome outcome = await log.AppendAsync(_stream, _head, SegmentEntry.Checkpoint(clock.GetUtcNow()), cancellationToken);
            if (outcome.IsCommitted)
                _head = outcome.Head;
            if (outcome.Status != AppendStatus.Conflict)
                return outcome.IsCommitted;
            LogOvertaken(_stream, _head);
        }
        catch (Exception exception)
        {
            LogSnapshotFailed(exception, _stream, _head);
        }

        Fail();
        return false;
    }

    private SnapshotWrite CreateWrite(Offset offset, UnsavedWindows unsaved) =>
        new(_stream, offset, SegmentSnapshot.Write(_state), HasOpenWindows: false)
        {
            RequireHead = true,
            Base = _windows.Base,
            Cells = [.. unsaved.Windows.Select(window => new StoredCell(window.Key.Tier, window.Key.StartUnixMs, window.Bytes))],
            Removals = [.. unsaved.Removals.Select(removal => new CellRemoval(removal.Tier, removal.StartUnixMs))],
        };
}
