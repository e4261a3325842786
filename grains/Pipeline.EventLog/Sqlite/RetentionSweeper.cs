using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;
using Pipeline.EventLog.Retention;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Removes the oldest frames that are old enough and that no stream needs, a bounded step at a time. Writer only.</summary>
/// <remarks>
/// A stream needs what follows its previous snapshot. One that has fallen silent would so keep the whole log after it for ever; therefore,
/// when a frame is old enough and lies before the stream's <em>latest</em> snapshot, that snapshot is checked and copied over the previous
/// one. There are still two whole snapshots afterwards, and what follows them is kept.
/// </remarks>
internal sealed class RetentionSweeper(RetentionOptions options, LogState state, FreeSpaceGauge freeSpace, TimeProvider timeProvider)
{
    // Bounds the rows touched in one transaction when frames are tiny.
    private const int StepFrameCountMax = 256;

    private readonly List<OldFrame> _frames = [];
    private readonly Dictionary<StreamState, PlannedSnapshot> _copies = [];
    private long _stepBytes;

    /// <summary>Removes up to one step's worth.</summary>
    /// <exception cref="SqliteException">The transaction failed and has to be rolled back; nothing is removed.</exception>
    /// <exception cref="EventLogException">A directory is damaged; the frame stays, and so do all after it.</exception>
    public RetentionStep Step(LogWriter writer)
    {
        if (options.Age is not { } age)
            return new RetentionStep(default, IsLast: true);
        long cutoffUnixMs = (timeProvider.GetUtcNow() - age).ToUnixTimeMilliseconds();
        SealIfExpired(writer, cutoffUnixMs);

        StreamName? neededBy = null;
        bool isLast = Collect(writer.Connection, cutoffUnixMs, ref neededBy);
        if (_frames.Count > 0 || _copies.Count > 0)
            Remove(writer);
        long bytes = _frames.Sum(frame => (long)frame.Directory.EntriesByteLength);
        return new RetentionStep(new RetentionResult(_frames.Count, bytes, neededBy), isLast);
    }

    /// <summary>Only sealed frames are removed. In a quiet log the tail may be days old, so it is sealed when its turn has come.</summary>
    private void SealIfExpired(LogWriter writer, long cutoffUnixMs)
    {
        using Statement oldestUnsealed = new(writer.Connection, "SELECT committed_at FROM frames WHERE key = ?");
        oldestUnsealed.Bind(0, FrameKey.First(state.Tail.FirstPosition));
        bool isExpired = oldestUnsealed.Step() && oldestUnsealed.GetInt64(0) < cutoffUnixMs;
        oldestUnsealed.Reset();
        if (isExpired)
            Sealer.Seal(writer, state);
    }

    private bool Collect(SqliteConnection connection, long cutoffUnixMs, ref StreamName? neededBy)
    {
        _frames.Clear();
        _copies.Clear();
        _stepBytes = 0;
        using LogReader snapshots = new(connection, ownsConnection: false);
        using Statement oldest = new(
            connection, "SELECT key, committed_at, directory FROM frames WHERE key < ? AND directory IS NOT NULL ORDER BY key");
        oldest.Bind(0, FrameKey.First(state.Tail.FirstPosition));
        while (oldest.Step())
        {
            if (oldest.GetInt64(1) >= cutoffUnixMs)
                return true;
            long position = FrameKey.Position(oldest.GetInt64(0));
            FrameDirectory directory = FrameDirectory.Decode(oldest.GetBlob(2), position, oldest.GetInt64(1));
            neededBy = FindNeed(directory, snapshots);
            if (neededBy is not null)
                return true;
            _frames.Add(new OldFrame(position, directory));
            _stepBytes += directory.EntriesByteLength;
            if (_stepBytes >= options.StepBytesMax || _frames.Count >= StepFrameCountMax)
                return false;
        }
        return true;
    }

    private StreamName? FindNeed(FrameDirectory directory, LogReader snapshots)
    {
        foreach (FramePart part in directory.Parts)
        {
            StreamState stream = state.Streams.Find(part.StreamId)
                ?? throw new EventLogException($"A frame names the stream number {part.StreamId}, which does not exist.");
            if (part.End > stream.Snapshots.NeededFrom && !TryPlanCopy(stream, part.End, snapshots))
                return stream.Name;
        }
        return null;
    }

    private bool TryPlanCopy(StreamState stream, Offset end, LogReader snapshots)
    {
        if (stream.Snapshots.Latest is not { } latest || latest.Offset < end)
            return false;
        if (_copies.ContainsKey(stream))
            return true;
        if (snapshots.ReadSnapshot(stream.Id, latest.Generation).Snapshot is not { } snapshot)
            return false;
        SnapshotSlot copy = latest with { Generation = stream.Snapshots.NextGeneration };
        _copies.Add(stream, new PlannedSnapshot(
            stream.Id, copy, new SnapshotWrite(stream.Name, snapshot.Offset, snapshot.Bytes, latest.HasOpenWindows), latest.Offset));
        _stepBytes += snapshot.Bytes.Length;
        return true;
    }

    private void Remove(LogWriter writer)
    {
        Dictionary<long, Offset> firstOffsets = [];
        writer.Begin();
        foreach (PlannedSnapshot copy in _copies.Values)
            writer.UpsertSnapshot(copy, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (OldFrame frame in _frames)
        {
            writer.DeleteFrame(frame.Position);
            foreach (FramePart part in frame.Directory.Parts)
                firstOffsets[part.StreamId] = part.End;
        }
        foreach ((long streamId, Offset first) in firstOffsets)
            writer.UpdateFirstOffset(streamId, first);
        RemoveEmptyRanges(writer);
        writer.Commit();

        foreach ((StreamState stream, PlannedSnapshot copy) in _copies)
        {
            stream.PendingSnapshots = stream.PendingSnapshots.With(copy.Slot);
            stream.PublishSnapshots();
        }
        foreach ((long streamId, Offset first) in firstOffsets)
            state.Streams.Find(streamId)!.PublishRemoval(first);
        state.AddFrames(-_frames.Count);
        freeSpace.SetReusable(LogDatabase.QueryInt64(writer.Connection, "PRAGMA freelist_count") * LogDatabase.PageBytes);
    }

    /// <summary>Removes the index of ranges without frames. The newest range's own row stays: it keeps positions from being used
    /// twice.</summary>
    private void RemoveEmptyRanges(LogWriter writer)
    {
        using Statement ended = new(writer.Connection, "SELECT id, last_position FROM ranges WHERE last_position <= ? ORDER BY id");
        ended.Bind(0, _frames.Count > 0 ? _frames[^1].Position : 0);
        List<(long Id, long LastPosition)> ranges = [];
        while (ended.Step())
            ranges.Add((ended.GetInt64(0), ended.GetInt64(1)));
        ended.Reset();
        foreach ((long id, long lastPosition) in ranges)
        {
            writer.DeleteStreamRanges(id);
            if (lastPosition < state.Tail.FirstPosition - 1)
                writer.DeleteRange(id);
        }
    }

    private readonly record struct OldFrame(long Position, FrameDirectory Directory);
}
