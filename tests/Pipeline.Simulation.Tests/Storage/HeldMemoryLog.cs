using Pipeline.EventLog;
using Pipeline.EventLog.Memory;

namespace Pipeline.Simulation.Tests.Storage;

/// <summary>The in-memory log, which can be held by itself.</summary>
internal sealed class HeldMemoryLog(long queueBytesMax) : IHeldLog
{
    private readonly InMemoryEventLog _log = new(queueBytesMax) { HoldsCommits = true };

    public int PendingCount => _log.PendingCount;

    public int CommitPending(int countMax, CommitFate fate) => _log.CommitPending(countMax, fate);

    public int Kill() => _log.Kill();

    public void RemoveBefore(StreamName stream, Offset offset) => _log.RemoveBefore(stream, offset);

    public bool CanSpareLatestSnapshot(StreamName stream) => _log.CanSpareLatestSnapshot(stream);

    public void DamageLatestSnapshot(StreamName stream) => _log.DamageLatestSnapshot(stream);

    public void LoseLatestSnapshot(StreamName stream) => _log.LoseLatestSnapshot(stream);

    public ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default) => _log.GetHeadAsync(stream, cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default) =>
        _log.AppendAsync(stream, expected, entry, cancellationToken);

    public IAsyncEnumerable<LogEntry> ReadAsync(StreamName stream, Offset from, CancellationToken cancellationToken = default) =>
        _log.ReadAsync(stream, from, cancellationToken);

    public ValueTask<Offset> FindCommittedFromAsync(StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default) =>
        _log.FindCommittedFromAsync(stream, committedAtUnixMs, cancellationToken);

    public bool HasRoomFor(long bytes) => _log.HasRoomFor(bytes);

    public ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        _log.FindStreamAsync(stream, cancellationToken);

    public ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default) => _log.ListStreamsAsync(cancellationToken);

    public ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        _log.ReadLatestAsync(stream, cancellationToken);

    public ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        _log.ReadPreviousAsync(stream, cancellationToken);

    public ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default) =>
        _log.WriteAsync(write, cancellationToken);

    public ValueTask<IReadOnlyList<StoredCell>> ReadCellsAsync(
        StreamName stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken = default) =>
        _log.ReadCellsAsync(stream, range, asOf, countMax, cancellationToken);

    public ValueTask DisposeAsync() => _log.DisposeAsync();
}
