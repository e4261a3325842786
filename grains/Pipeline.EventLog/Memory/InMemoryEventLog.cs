using System.Runtime.CompilerServices;

namespace Pipeline.EventLog.Memory;

/// <summary>An event log and snapshot store that forgets everything with the process, and fails when told to.</summary>
/// <remarks>
/// For tests and simulations. Thread-safe. It has no threads and no clock: a write completes inside the call that commits it, which is the
/// writing call itself unless <see cref="HoldsCommits"/> is set, so one seeded thread gives the same run each time.
/// </remarks>
/// <param name="queueBytesMax">Bytes that may wait while commits are held; more is answered with
/// <see cref="AppendStatus.Overloaded"/>.</param>
public sealed partial class InMemoryEventLog(long queueBytesMax = 64 * 1024 * 1024) : IEventLog, ISnapshotStore, ICellStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamName, InMemoryStream> _streams = [];
    private readonly Queue<PendingWrite> _pending = [];
    private readonly QueueBudget _budget = new(queueBytesMax);
    private bool _isDisposed;

    /// <inheritdoc/>
    public ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        lock (_gate)
            return new(_streams.TryGetValue(stream, out InMemoryStream? found) ? found.Head : Offset.Start);
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        entry.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(expected.Value);
        cancellationToken.ThrowIfCancellationRequested();
        PendingAppend append = new(stream, expected, entry);
        return TryEnqueue(append)
            ? new ValueTask<AppendOutcome>(append.Task)
            : new ValueTask<AppendOutcome>(new AppendOutcome(AppendStatus.Overloaded, expected));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        StreamName stream, Offset from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        stream.Validate();
        Offset head = await GetHeadAsync(stream, cancellationToken).ConfigureAwait(false);
        if (from > head)
            throw new EventLogException(stream, from, $"Reading starts beyond the head, which is {head}.");
        for (Offset offset = from; offset < head; offset = offset.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new LogEntry(offset, ReadEntry(stream, offset));
        }
    }

    /// <inheritdoc/>
    /// <remarks>It has no clock and so no commit times: always the oldest entry.</remarks>
    public ValueTask<Offset> FindCommittedFromAsync(StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        lock (_gate)
            return new(_streams.TryGetValue(stream, out InMemoryStream? found) ? found.First : Offset.Start);
    }

    /// <inheritdoc/>
    public bool HasRoomFor(long bytes)
    {
        lock (_gate)
            return HasRoom && _budget.HasRoomFor(bytes);
    }

    /// <inheritdoc/>
    public ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        lock (_gate)
            return new(_streams.TryGetValue(stream, out InMemoryStream? found) && !found.IsEmpty ? found.Info : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return new(_streams.Values.Where(stream => !stream.IsEmpty).Select(stream => stream.Info).ToArray());
    }

    /// <inheritdoc/>
    public ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        lock (_gate)
            return new(_streams.TryGetValue(stream, out InMemoryStream? found) ? found.ReadLatestSnapshot() : null);
    }

    /// <inheritdoc/>
    public ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        lock (_gate)
            return new(_streams.TryGetValue(stream, out InMemoryStream? found) ? found.PreviousSnapshot : null);
    }

    /// <inheritdoc/>
    public ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        write.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        PendingSnapshot snapshot = new(write);
        return TryEnqueue(snapshot)
            ? new ValueTask<SnapshotStatus>(snapshot.Task)
            : new ValueTask<SnapshotStatus>(SnapshotStatus.Overloaded);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredCell>> ReadCellsAsync(
        StreamName stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        range.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        cancellationToken.ThrowIfCancellationRequested();
        if (asOf == Offset.Start)
            return new([]);
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out InMemoryStream? found) || !found.HasSnapshot(asOf))
                throw new EventLogException(stream, asOf, "The snapshot is gone, and with it what was true for it.") { IsSuperseded = true };
            return new(found.Cells.Read(range, asOf, countMax));
        }
    }

    /// <summary>Commits what is pending and refuses further writes; reading goes on.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _isDisposed = true;
        CommitPending();
        return ValueTask.CompletedTask;
    }

    private byte[] ReadEntry(StreamName stream, Offset offset)
    {
        lock (_gate)
            return _streams[stream].Read(offset);
    }

    private bool TryEnqueue(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!write.TryTakeRoom(_budget))
                return false;
            _pending.Enqueue(write);
        }
        if (!HoldsCommits)
            CommitPending(fate: NextFate?.Invoke(write.Stream, write.Offset) ?? CommitFate.Commit);
        return true;
    }

    private InMemoryStream GetOrAddStream(StreamName stream)
    {
        if (!_streams.TryGetValue(stream, out InMemoryStream? found))
            _streams.Add(stream, found = new InMemoryStream(stream));
        return found;
    }
}
