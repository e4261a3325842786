using Pipeline.Core.Endpoints;
using Pipeline.EventLog;

namespace Pipeline.Grains;

/// <summary>What the endpoint does without being asked: close windows of a silent stream, write snapshots.</summary>
public sealed partial class EndpointGrain
{
    private DateTimeOffset _lastEntryTime;
    private DateTimeOffset _lastSnapshotTime;
    private Offset _snapshotOffset;

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        if (_isFailed)
            return;
        DateTimeOffset now = clock.GetUtcNow();
        if (_state.HasOpenWindows && _inbox.Count == 0 && now - _lastEntryTime >= _options.IdleCloseAfter)
            await CloseIdleWindowsAsync(now);
        if (now - _lastSnapshotTime >= _options.SnapshotInterval)
            await WriteSnapshotAsync(cancellationToken);
    }

    /// <summary>Closing is a decision, so it is an entry: replay closes the same windows at the same place.</summary>
    private async Task CloseIdleWindowsAsync(DateTimeOffset now) =>
        await AppendEntry(new EntryHeader(EntryKind.IdleClosed, now.ToUnixTimeMilliseconds()), ReadOnlyMemory<byte>.Empty);

    /// <summary>The bytes are taken from applied state in one turn; what is applied while they are written belongs to the next snapshot.</summary>
    private async Task WriteSnapshotAsync(CancellationToken cancellationToken)
    {
        Offset offset = _inbox.Applied;
        if (offset == _snapshotOffset)
            return;
        try
        {
            SnapshotStatus status = await snapshots.WriteAsync(
                _stream, offset, EndpointSnapshot.Write(_state), _state.HasOpenWindows, cancellationToken);
            if (status == SnapshotStatus.Overloaded)
                return;
            _snapshotOffset = offset;
            _lastSnapshotTime = clock.GetUtcNow();
        }
        catch (Exception exception) when (exception is EventLogException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            // The log still has every entry; it is tried again after the interval.
            _lastSnapshotTime = clock.GetUtcNow();
            LogSnapshotFailed(exception, _stream, offset);
        }
    }
}
