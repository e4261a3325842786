using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

public sealed partial class SqliteEventLog
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        StreamName stream, Offset from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        stream.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(from.Value);
        if (!_state.Streams.TryGet(stream, out StreamState? state))
        {
            if (from > Offset.Start)
                throw BeyondHead(stream, from, Offset.Start);
            yield break;
        }
        ReadPlan plan = state.PlanRead(from);
        if (from > plan.Head)
            throw BeyondHead(stream, from, plan.Head);
        if (from < plan.First)
            throw new EventLogException(stream, from, $"Retention has removed the entry; the oldest kept is {plan.First}.");

        using StreamCursor cursor = new(state, plan, from);
        while (await ReadNextAsync(state, cursor, from, cancellationToken).ConfigureAwait(false))
        {
            int at = 0;
            foreach (StreamRun run in cursor.Runs)
            {
                for (Offset offset = run.First; offset < run.End; offset = offset.Next())
                {
                    ReadOnlyMemory<byte> entry = TakeEntry(state, run, offset, cursor.Bytes, ref at);
                    if (offset >= from)
                        yield return new LogEntry(offset, entry);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Offset> FindCommittedFromAsync(
        StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        if (!_state.Streams.TryGet(stream, out StreamState? state))
            return Offset.Start;
        ReadPlan plan = state.PlanRead(Offset.Start);
        return await ReadAsync(
            stream, plan.First, reader => CommitTimeSearch.Find(reader, state.Id, plan, committedAtUnixMs), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        if (!_state.Streams.TryGet(stream, out StreamState? state))
            return null;
        SnapshotSlots slots = state.Snapshots;
        bool hasDamage = false;
        foreach (SnapshotSlot? slot in (SnapshotSlot?[])[slots.Latest, slots.Previous])
        {
            if (slot is null)
                continue;
            if (await ReadSnapshotAsync(state, slot, cancellationToken).ConfigureAwait(false) is { } snapshot)
                return snapshot;
            hasDamage = true;
        }
        if (hasDamage && state.First > Offset.Start)
        {
            throw new EventLogException(stream, state.First, "No snapshot is whole and retention has removed older entries.")
            {
                IsStateLost = true,
            };
        }


        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return _state.Streams.TryGet(stream, out StreamState? state) && state.Snapshots.Previous is { } slot
            ? await ReadSnapshotAsync(state, slot, cancellationToken).ConfigureAwait(false)
            : null;
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
        if (!_state.Streams.TryGet(stream, out StreamState? state))
            throw SnapshotGone(stream, asOf);
        try
        {
            List<StoredCell>? cells = await ReadAsync(
                stream, asOf, reader => reader.ReadCells(state.Id, range, asOf, countMax), cancellationToken).ConfigureAwait(false);
            if (cells is null)
                throw SnapshotGone(stream, asOf);
            Instruments.OnCellsRead(cells.Count);
            return cells;
        }
        catch (EventLogException exception) when (!exception.IsSuperseded)
        {
            Instruments.OnDamage();
            LogReadDamaged(stream, exception);
            throw new EventLogException(stream, asOf, exception.Message, exception) { IsCellDamaged = exception.IsCellDamaged };
        }
    }

    /// <summary>Reads a snapshot; null, and said, when it is damaged.</summary>
    private async ValueTask<Snapshot?> ReadSnapshotAsync(StreamState state, SnapshotSlot slot, CancellationToken cancellationToken)
    {
        (Snapshot? snapshot, string? damage) = await ReadAsync(
            state.Name, slot.Offset, reader => reader.ReadSnapshot(state.Id, slot.Generation), cancellationToken).ConfigureAwait(false);
        if (snapshot is null)
        {
            Instruments.OnDamage();
            LogSnapshotDamaged(state.Name, slot.Offset.Value, damage);
        }
        return snapshot;
    }

    private async ValueTask<bool> ReadNextAsync(StreamState state, StreamCursor cursor, Offset from, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(state.Name, from, cursor.ReadNext, cancellationToken).ConfigureAwait(false);
        }
        catch (EventLogException) when (state.First > from)
        {
            throw new EventLogException(
                state.Name, from, $"Retention removed entries while they were read; the oldest kept is {state.First}.");
        }
        catch (EventLogException exception)
        {
            Instruments.OnDamage();
            LogReadDamaged(state.Name, exception);
            throw new EventLogException(state.Name, from, "Reading from here met damage: " + exception.Message, exception);
        }
    }

    private async Task<T> ReadAsync<T>(StreamName stream, Offset offset, Func<LogReader, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _readers.ReadAsync(read, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw new EventLogException(stream, offset, "SQLite cannot read: " + exception.Message, exception);
        }
    }

    private ReadOnlyMemory<byte> TakeEntry(StreamState state, StreamRun run, Offset offset, ReadOnlyMemory<byte> chunk, ref int at)
    {
        string? damage = EntryFraming.Check(chunk.Span[at..], state.Id, offset, out int length);
        if (damage is not null)
            throw Damaged(state, run, offset, damage);
        ReadOnlyMemory<byte> entry = chunk.Slice(at + EntryFraming.HeaderBytes, length);
        at += EntryFraming.HeaderBytes + length;
        return entry;
    }

    private EventLogException Damaged(StreamState state, StreamRun run, Offset offset, string damage)
    {
        EventLogException exception = new(state.Name, offset, $"Frame {run.Position} is damaged: {damage}.");
        Instruments.OnDamage();
        LogReadDamaged(state.Name, exception);
        return exception;
    }

    private static EventLogException SnapshotGone(StreamName stream, Offset asOf) =>
        new(stream, asOf, "The snapshot is gone, and with it what was true for it.") { IsSuperseded = true };

    private static EventLogException BeyondHead(StreamName stream, Offset from, Offset head) =>
        new(stream, from, $"Reading starts beyond the head, which is {head}.");
}
