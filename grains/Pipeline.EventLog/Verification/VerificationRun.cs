using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;
using Pipeline.EventLog.Sqlite;

namespace Pipeline.EventLog.Verification;

/// <summary>One verification: walks the frames in order and compares what they hold with what index, heads and snapshots say.</summary>
internal sealed class VerificationRun(SqliteConnection connection)
{
    private readonly ProblemList _problems = new();
    private readonly Dictionary<long, VerifiedStream> _streams = [];
    private readonly Queue<(long Id, long LastPosition)> _ranges = [];
    private long _frameCount;
    private long _entryCount;
    private long _byteCount;
    private long _snapshotCount;
    private long _cellCount;
    private long _nextPosition = -1;
    private long _committedAtUnixMs = long.MinValue;

    public VerificationReport Run(CancellationToken cancellationToken)
    {
        CheckPages();
        LoadStreams();
        LoadRanges();
        CheckFrames(cancellationToken);
        CheckHeads();
        CheckSnapshots(cancellationToken);
        CheckCells(cancellationToken);
        return new VerificationReport(
            _frameCount, _entryCount, _byteCount, _streams.Count, _snapshotCount, _cellCount, _problems.Problems, _problems.HasMore);
    }

    /// <summary>SQLite's own check of its pages and of the links between them.</summary>
    private void CheckPages()
    {
        using Statement check = new(connection, "PRAGMA quick_check(20)");
        while (check.Step())
        {
            if (check.GetText(0) != "ok")
                _problems.Add("SQLite: " + check.GetText(0));
        }
    }

    private void LoadStreams()
    {
        using Statement rows = new(connection, "SELECT id, name, first_offset, sealed_head, last_range_id FROM streams");
        while (rows.Step())
        {
            long id = rows.GetInt64(0);
            Offset first = new(rows.GetInt64(2));
            Offset sealedHead = new(rows.GetInt64(3));
            _streams.Add(id, new VerifiedStream(id, rows.GetText(1), first, sealedHead, lastRangeId: rows.GetInt64(4)));
        }
    }

    private void LoadRanges()
    {
        using Statement rows = new(connection, "SELECT id, last_position FROM ranges ORDER BY id");
        while (rows.Step())
            _ranges.Enqueue((rows.GetInt64(0), rows.GetInt64(1)));
    }

    private void CheckFrames(CancellationToken cancellationToken)
    {
        using FrameScanner frames = new(connection, 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (!frames.MoveNext())
                    break;
            }
            catch (EventLogException exception)
            {
                _problems.Add(exception.Message);
                continue;
            }
            CheckFrame(frames);
        }
        // Whatever range is left ends after the last frame.
        CloseRangesBefore(long.MaxValue);
    }

    private void CheckFrame(FrameScanner frame)
    {
        if (_nextPosition >= 0 && frame.Position != _nextPosition)
            _problems.Add($"Frame {_nextPosition} is missing or its directory is damaged; the next sound one is {frame.Position}.");
        CloseRangesBefore(frame.Position);
        _nextPosition = frame.Position + 1;
        if (frame.CommittedAtUnixMs < _committedAtUnixMs)
            _problems.Add($"Frame {frame.Position} was committed before the one before it.");
        _committedAtUnixMs = Math.Max(_committedAtUnixMs, frame.CommittedAtUnixMs);
        if (frame.CheckEntries() is { } damage)
            _problems.Add($"Frame {frame.Position} is damaged: {Explain(damage)}");
        foreach (FramePart part in frame.Directory.Parts)
            CheckPart(frame.Position, part);
        _frameCount++;
        _byteCount += frame.Directory.EntriesByteLength;
    }

    private void CheckPart(long position, FramePart part)
    {
        _entryCount += part.Count;
        if (!_streams.TryGetValue(part.StreamId, out VerifiedStream? stream))
        {
            _problems.Add($"Frame {position} names the stream number {part.StreamId}, which does not exist.");
            return;
        }
        if (part.First != stream.Next)
            _problems.Add($"{stream}: frame {position} continues at offset {part.First} where {stream.Next} was due.");
        stream.Add(new StreamRun(position, part.First, part.Count, part.ByteStart, part.ByteLength));
    }

    /// <summary>Compares the index of every range that ends before a position with the runs the walk has met.</summary>
    private void CloseRangesBefore(long position)
    {
        while (_ranges.TryPeek(out (long Id, long LastPosition) range) && range.LastPosition < position)
        {
            _ranges.Dequeue();
            CheckRange(range.Id);
        }
    }

    private void CheckRange(long rangeId)
    {
        HashSet<long> indexed = [];
        using Statement rows = new(
            connection, "SELECT stream_id, first_offset, previous_range_id, runs FROM stream_ranges WHERE range_id = ? ORDER BY stream_id");
        rows.Bind(0, rangeId);
        while (rows.Step())
        {
            RangeRow row = new(rangeId, rows.GetInt64(0), new Offset(rows.GetInt64(1)), rows.GetInt64(2));
            indexed.Add(row.StreamId);
            CheckRangeRow(row, rows.GetBlob(3));
        }
        foreach (VerifiedStream stream in _streams.Values.Where(stream => stream.Runs.Count > 0))
        {
            if (!indexed.Contains(stream.Id))
                _problems.Add($"{stream}: the index of the range from frame {rangeId} lacks it.");
            stream.ClearRuns();
        }
    }

    private void CheckRangeRow(RangeRow row, ReadOnlySpan<byte> encoded)
    {
        if (!_streams.TryGetValue(row.StreamId, out VerifiedStream? stream))
        {
            _problems.Add($"The index names the stream number {row.StreamId}, which does not exist.");
            return;
        }
        try
        {
            // Retention removes a range's frames before its index, so the index may begin with frames that are gone.
            IEnumerable<StreamRun> runs = RunCodec.Decode(encoded, row).SkipWhile(run => run.End <= stream.First);
            if (!runs.SequenceEqual(stream.Runs))
                _problems.Add($"{stream}: the index of the range from frame {row.RangeId} does not agree with the frames.");
        }
        catch (EventLogException exception)
        {
            _problems.Add(exception.Message);
        }
        if (stream.MetRangeId != 0 && row.PreviousRangeId != stream.MetRangeId)
        {
            _problems.Add(
                $"{stream}: the index of the range from frame {row.RangeId} "
                + $"points back to {row.PreviousRangeId} instead of {stream.MetRangeId}.");
        }
        stream.MetRangeId = row.RangeId;
    }

    private void CheckHeads()
    {
        foreach (VerifiedStream stream in _streams.Values)
        {
            // Runs that no range has taken are the tail, and begin where the sealed part ends.
            Offset sealedHead = stream.Runs.Count > 0 ? stream.Runs[0].First : stream.Next;
            if (stream.SealedHead != sealedHead)
                _problems.Add($"{stream}: its sealed head is {stream.SealedHead}, the frames give {sealedHead}.");
            if (stream.MetRangeId != 0 && stream.LastRangeId != stream.MetRangeId)
                _problems.Add($"{stream}: its last range is {stream.LastRangeId}, the index gives {stream.MetRangeId}.");
        }
    }

    private void CheckSnapshots(CancellationToken cancellationToken)
    {
        using LogReader reader = new(connection, ownsConnection: false);
        using Statement keys = new(connection, "SELECT key FROM snapshots ORDER BY key");
        while (keys.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _snapshotCount++;
            CheckSnapshot(reader, keys.GetInt64(0));
        }
    }

    private void CheckSnapshot(LogReader reader, long key)
    {
        if (!_streams.TryGetValue(SnapshotRow.StreamId(key), out VerifiedStream? stream))
        {
            _problems.Add($"A snapshot belongs to the stream number {SnapshotRow.StreamId(key)}, which does not exist.");
            return;
        }
        (Snapshot? snapshot, string? damage) = reader.ReadSnapshot(stream.Id, SnapshotRow.Generation(key));
        if (snapshot is null)
            _problems.Add($"{stream}: a snapshot is damaged: {damage}.");
        else if (snapshot.Offset > stream.Next)
            _problems.Add($"{stream}: a snapshot at offset {snapshot.Offset} is ahead of the head, which is {stream.Next}.");
        else if (snapshot.Offset < stream.First)
            _problems.Add($"{stream}: a snapshot at offset {snapshot.Offset} needs entries that retention has removed.");
    }

    private void CheckCells(CancellationToken cancellationToken)
    {
        if (LogDatabase.QueryInt64(connection, "PRAGMA user_version") < LogDatabase.FormatVersionWithCells)
            return;
        using Statement rows = new(
            connection, "SELECT key, format, stream_offset, crc, bytes, previous_offset, previous_crc, previous_bytes FROM cells ORDER BY key");
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _cellCount++;
            long key = rows.GetInt64(0);
            string cell = $"the cell of tier {CellRow.Tier(key)} at {CellRow.StartUnixMs(key)}";
            if (!_streams.TryGetValue(CellRow.StreamId(key), out VerifiedStream? stream))
                _problems.Add($"A cell belongs to the stream number {CellRow.StreamId(key)}, which does not exist.");
            else if (rows.GetInt64(1) != CellRow.Format)
                _problems.Add($"{stream}: {cell} is damaged: its format {rows.GetInt64(1)} is unknown.");
            else
                CheckVersions(rows, stream, key, cell);
        }
    }

    private void CheckVersions(Statement rows, VerifiedStream stream, long key, string cell)
    {
        foreach (int version in (ReadOnlySpan<int>)[2, 5])
        {
            if (rows.IsNull(version))
                continue;
            Offset offset = new(rows.GetInt64(version));
            if (CellRow.Checksum(key, offset, rows.GetBlob(version + 2)) != rows.GetInt64(version + 1))
                _problems.Add($"{stream}: {cell} is damaged: its checksum does not match.");
            else if (offset > stream.Next)
                _problems.Add($"{stream}: {cell} was written at offset {offset}, ahead of the head, which is {stream.Next}.");
        }
    }

    /// <summary>Damage is told by a stream's number; people know its name.</summary>
    private string Explain(string damage)
    {
        foreach (VerifiedStream stream in _streams.Values)
        {
            string number = $"stream number {stream.Id} ";
            if (damage.Contains(number, StringComparison.Ordinal))
                return damage.Replace(number, $"stream '{stream.Name}' ", StringComparison.Ordinal);
        }
        return damage;
    }
}
