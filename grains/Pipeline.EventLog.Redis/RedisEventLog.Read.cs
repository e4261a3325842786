using System.Runtime.CompilerServices;
using Pipeline.EventLog.Redis.Streams;

namespace Pipeline.EventLog.Redis;

public sealed partial class RedisEventLog
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        StreamName stream, Offset from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        stream.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(from.Value);
        LogStream found = _streams.Get(stream);
        StreamMeta meta = await _reader.ReadDurableMetaAsync(found, cancellationToken).ConfigureAwait(false);
        if (from > meta.Head)
            throw new EventLogException(stream, from, $"Reading starts beyond the head, which is {meta.Head}.");
        if (from < meta.First)
            throw new EventLogException(stream, from, $"Retention has removed the entry; the oldest kept is {meta.First}.");

        Offset next = from;
        while (next < meta.Head)
        {
            foreach (LogEntry entry in await _reader.ReadEntriesAsync(found, next, meta.Head, cancellationToken).ConfigureAwait(false))
            {
                next = entry.Offset.Next();
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Offset> FindCommittedFromAsync(
        StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return await _reader.FindCommittedFromAsync(_streams.Get(stream), committedAtUnixMs, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        LogStream found = _streams.Get(stream);
        (Snapshot? latest, StreamMeta meta) = await _reader.ReadSnapshotAsync(found, isLatest: true, cancellationToken).ConfigureAwait(false);
        if (latest is not null || meta.Snapshots.Latest is null)
            return latest;
        (Snapshot? previous, meta) = await _reader.ReadSnapshotAsync(found, isLatest: false, cancellationToken).ConfigureAwait(false);
        if (previous is null && meta.First > Offset.Start)
        {
            throw new EventLogException(stream, meta.First, "No snapshot is whole and retention has removed older entries.")
            {
                IsStateLost = true,
            };
        }

        return previous;
    }

    /// <inheritdoc/>
    public async ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return (await _reader.ReadSnapshotAsync(_streams.Get(stream), isLatest: false, cancellationToken).ConfigureAwait(false)).Snapshot;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredCell>> ReadCellsAsync(
        StreamName stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        range.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        if (asOf == Offset.Start)
            return [];
        return await _reader.ReadCellsAsync(_streams.Get(stream), range, asOf, countMax, cancellationToken).ConfigureAwait(false);
    }
}
