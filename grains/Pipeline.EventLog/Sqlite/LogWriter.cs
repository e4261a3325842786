using System.Buffers;
using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>The statements that change the database. Knows tables, not rules; used by the writer's thread alone.</summary>
internal sealed class LogWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _insertStream;
    private readonly Statement _insertFrameRow;
    private readonly Statement _upsertSnapshot;
    private readonly Statement _upsertCell;
    private readonly Statement _deleteCells;
    private readonly Statement _insertRange;
    private readonly Statement _insertStreamRange;
    private readonly Statement _updateSealedHead;
    private readonly Statement _deleteFrame;
    private readonly Statement _updateFirstOffset;
    private readonly Statement _deleteStreamRanges;
    private readonly Statement _deleteRange;
    private readonly ArrayBufferWriter<byte> _runs = new();

    public LogWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollback = new(connection, "ROLLBACK");
        _insertStream = new(connection, "INSERT INTO streams (id, name, first_offset, sealed_head, last_range_id) VALUES (?, ?, 0, 0, 0)");
        _insertFrameRow = new(connection, "INSERT INTO frames (key, committed_at, directory, entries) VALUES (?, ?, ?, ?)");
        _upsertSnapshot = new(connection, """
            INSERT OR REPLACE INTO snapshots (key, stream_offset, has_open_windows, written_at, format, crc, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """);
        _upsertCell = new(connection, """
            INSERT INTO cells (key, format, stream_offset, crc, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (key) DO UPDATE SET
                previous_offset = CASE WHEN stream_offset <= ?6 THEN stream_offset ELSE previous_offset END,
                previous_crc = CASE WHEN stream_offset <= ?6 THEN crc ELSE previous_crc END,
                previous_bytes = CASE WHEN stream_offset <= ?6 THEN bytes ELSE previous_bytes END,
                format = excluded.format, stream_offset = excluded.stream_offset, crc = excluded.crc, bytes = excluded.bytes
            """);
        _deleteCells = new(connection, "DELETE FROM cells WHERE key >= ? AND key < ?");
        _insertRange = new(connection, "INSERT INTO ranges (id, last_position) VALUES (?, ?)");
        _insertStreamRange = new(connection, """
            INSERT INTO stream_ranges (range_id, stream_id, first_offset, previous_range_id, runs) VALUES (?, ?, ?, ?, ?)
            """);
        _updateSealedHead = new(connection, "UPDATE streams SET sealed_head = ?, last_range_id = ? WHERE id = ?");
        _deleteFrame = new(connection, "DELETE FROM frames WHERE key BETWEEN ? AND ?");
        _updateFirstOffset = new(connection, "UPDATE streams SET first_offset = ? WHERE id = ?");
        _deleteStreamRanges = new(connection, "DELETE FROM stream_ranges WHERE range_id = ?");
        _deleteRange = new(connection, "DELETE FROM ranges WHERE id = ?");
    }

    public SqliteConnection Connection => _connection;

    /// <summary>Opens the database for writing.</summary>
    /// <exception cref="EventLogException">The file is of a newer format or is not an event log.</exception>
    /// <exception cref="SqliteException">SQLite cannot use the file.</exception>
    public static LogWriter Open(SqliteEventLogOptions options)
    {
        SqliteConnection connection = LogDatabase.OpenForWriting(options);
        try
        {
            return new LogWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    /// <summary>Ends a transaction that failed, if SQLite has not ended it already.</summary>
    public void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            _rollback.Execute();
    }

    public void InsertStream(StreamState stream) => _insertStream.Bind(0, stream.Id).Bind(1, stream.Name.Value).Execute();

    public void InsertFrame(long position, long committedAtUnixMs, FrameBuilder frame)
    {
        ReadOnlySpan<byte> rest = frame.Entries;
        for (int row = 0; row == 0 || !rest.IsEmpty; row++)
        {
            int length = Math.Min(rest.Length, FrameKey.RowBytes);
            _insertFrameRow.Bind(0, FrameKey.Row(position, row)).Bind(1, committedAtUnixMs).Bind(3, rest[..length]);
            if (row == 0)
                _insertFrameRow.Bind(2, frame.Directory);
            else
                _insertFrameRow.BindNull(2);
            _insertFrameRow.Execute();
            rest = rest[length..];
        }
    }

    public void UpsertSnapshot(PlannedSnapshot snapshot, long writtenAtUnixMs)
    {
        SnapshotSlot slot = snapshot.Slot;
        ReadOnlySpan<byte> bytes = snapshot.Write.Bytes.Span;
        uint crc = SnapshotRow.Checksum(snapshot.StreamId, slot.Offset, slot.HasOpenWindows, bytes);
        _upsertSnapshot.Bind(0, SnapshotRow.Key(snapshot.StreamId, slot.Generation)).Bind(1, slot.Offset.Value)
            .Bind(2, slot.HasOpenWindows ? 1 : 0).Bind(3, writtenAtUnixMs).Bind(4, SnapshotRow.Format).Bind(5, crc)
            .Bind(6, bytes).Execute();
    }

    /// <summary>The version that the new one takes the place of is kept if it is true for the snapshot that becomes the previous one.</summary>
    public void UpsertCell(PlannedSnapshot snapshot, StoredCell cell)
    {
        long key = CellRow.Key(snapshot.StreamId, cell.Tier, cell.StartUnixMs);
        Offset offset = snapshot.Slot.Offset;
        _upsertCell.Bind(0, key).Bind(1, CellRow.Format).Bind(2, offset.Value)
            .Bind(3, CellRow.Checksum(key, offset, cell.Bytes.Span)).Bind(4, cell.Bytes.Span).Bind(5, snapshot.Previous?.Value ?? -1).Execute();
    }

    public void DeleteCells(long streamId, CellRemoval removal) => _deleteCells
        .Bind(0, CellRow.Key(streamId, removal.Tier, 0))
        .Bind(1, CellRow.KeyFrom(streamId, removal.Tier, removal.BeforeUnixMs))
        .Execute();

    public void InsertRange(long rangeId, long lastPosition) => _insertRange.Bind(0, rangeId).Bind(1, lastPosition).Execute();

    public void InsertStreamRange(RangeRow row, IReadOnlyList<StreamRun> runs)
    {
        RunCodec.Encode(_runs, row, runs);
        _insertStreamRange.Bind(0, row.RangeId).Bind(1, row.StreamId).Bind(2, row.First.Value).Bind(3, row.PreviousRangeId)
            .Bind(4, _runs.WrittenSpan).Execute();
        _updateSealedHead.Bind(0, runs[^1].End.Value).Bind(1, row.RangeId).Bind(2, row.StreamId).Execute();
    }

    public void DeleteFrame(long position) =>
        _deleteFrame.Bind(0, FrameKey.First(position)).Bind(1, FrameKey.Last(position)).Execute();

    public void UpdateFirstOffset(long streamId, Offset first) => _updateFirstOffset.Bind(0, first.Value).Bind(1, streamId).Execute();

    public void DeleteStreamRanges(long rangeId) => _deleteStreamRanges.Bind(0, rangeId).Execute();

    public void DeleteRange(long rangeId) => _deleteRange.Bind(0, rangeId).Execute();

    public void Dispose()
    {
        foreach (Statement statement in (ReadOnlySpan<Statement>)
            [
                _begin, _commit, _rollback, _insertStream, _insertFrameRow, _upsertSnapshot, _upsertCell, _deleteCells,
                _insertRange, _insertStreamRange, _updateSealedHead, _deleteFrame, _updateFirstOffset, _deleteStreamRanges, _deleteRange,
            ])
            statement.Dispose();
        _connection.Dispose();
    }
}
