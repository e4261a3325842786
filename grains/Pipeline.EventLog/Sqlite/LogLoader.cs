using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Brings back what an open log holds in memory: streams and snapshots from their tables, the tail by reading its
/// frames.</summary>
/// <remarks>
/// The frames of the tail are checked in full, byte by byte: they are the youngest, and few (none after a clean stop). SQLite itself drops
/// a torn commit, so damage here is not the end of a crash but of a disk, and opening fails. Older frames are checked when they are read.
/// </remarks>
internal static class LogLoader
{
    /// <exception cref="EventLogException">The youngest frames are damaged or do not continue their streams.</exception>
    public static LogState Load(SqliteConnection connection)
    {
        LogState state = new();
        LoadStreams(connection, state);
        LoadTail(connection, state);
        foreach (StreamState stream in state.Streams.All)
            stream.DiscardPending();
        return state;
    }

    private static void LoadStreams(SqliteConnection connection, LogState state)
    {
        Dictionary<long, SnapshotSlots> snapshots = LoadSnapshots(connection);
        using Statement streams = new(connection, "SELECT id, name, first_offset, sealed_head, last_range_id FROM streams");
        while (streams.Step())
        {
            StreamState stream = state.Streams.Add(new StreamName(streams.GetText(1)), streams.GetInt64(0));
            stream.Restore(
                first: new Offset(streams.GetInt64(2)),
                head: new Offset(streams.GetInt64(3)),
                lastRangeId: streams.GetInt64(4),
                snapshots.GetValueOrDefault(stream.Id));
        }
    }

    private static Dictionary<long, SnapshotSlots> LoadSnapshots(SqliteConnection connection)
    {
        Dictionary<long, SnapshotSlots> snapshots = [];
        // In the order in which they were written, so that the later one ends up as the latest. Two of one offset and millisecond hold the
        // same state, so their order does not matter.
        using Statement rows = new(
            connection, "SELECT key, stream_offset, has_open_windows FROM snapshots ORDER BY stream_offset, written_at");
        while (rows.Step())
        {
            long key = rows.GetInt64(0);
            SnapshotSlot slot = new(SnapshotRow.Generation(key), new Offset(rows.GetInt64(1)), rows.GetInt64(2) != 0);
            snapshots[SnapshotRow.StreamId(key)] = snapshots.GetValueOrDefault(SnapshotRow.StreamId(key)).With(slot);
        }
        return snapshots;
    }

    private static void LoadTail(SqliteConnection connection, LogState state)
    {
        long sealedPosition = LogDatabase.QueryInt64(connection, "SELECT ifnull(max(last_position), 0) FROM ranges");
        state.Tail.Restart(sealedPosition + 1);
        // One frame further back than the tail: the newest frame is looked at even after a clean stop.
        using FrameScanner frames = new(connection, sealedPosition);
        while (frames.MoveNext())
        {
            string? damage = frames.CheckEntries();
            if (damage is not null)
                throw new EventLogException($"Frame {frames.Position}, one of the youngest, is damaged: {damage}");
            if (frames.Position != sealedPosition)
                AddFrame(state, frames.Position, frames.Directory);
            state.LastCommittedAtUnixMs = Math.Max(state.LastCommittedAtUnixMs, frames.CommittedAtUnixMs);
        }
        long oldestKey = LogDatabase.QueryInt64(connection, "SELECT ifnull(min(key), -1) FROM frames");
        if (oldestKey >= 0)
            state.AddFrames(state.NextPosition - FrameKey.Position(oldestKey));
    }

    private static void AddFrame(LogState state, long position, FrameDirectory directory)
    {
        if (position != state.NextPosition)
            throw new EventLogException($"Frame {state.NextPosition} is missing; the next one is {position}.");
        foreach (FramePart part in directory.Parts)
        {
            StreamState stream = state.Streams.Find(part.StreamId)
                ?? throw new EventLogException($"Frame {position} names the stream number {part.StreamId}, which does not exist.");
            if (part.First != stream.Head)
                throw new EventLogException(
                    stream.Name, part.First, $"Frame {position} does not continue the stream, whose head is {stream.Head}.");
            stream.Publish(new StreamRun(position, part.First, part.Count, part.ByteStart, part.ByteLength));
            state.Tail.AddRun(stream);
        }
        state.Tail.AddFrame(directory.EntriesByteLength);
    }
}
