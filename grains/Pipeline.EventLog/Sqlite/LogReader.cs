using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;
using SQLitePCL;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Reads ranges of frames, index rows and snapshots over a connection of its own. Used by one caller at a time.</summary>
/// <remarks>Nothing stays open between calls: an open read would keep the write-ahead log from being reset.</remarks>
internal sealed class LogReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly bool _ownsConnection;
    private readonly Statement _selectStreamRange;
    private readonly Statement _selectSnapshot;
    private readonly Statement _selectPositions;
    private readonly Statement _selectCommittedAt;
    // Prepared when asked for: verification also reads databases of the format without cells.
    private Statement? _selectCells;
    private Statement? _hasSnapshot;

    public LogReader(SqliteConnection connection, bool ownsConnection = true)
    {
        _connection = connection;
        _ownsConnection = ownsConnection;
        _selectStreamRange = new(
            connection, "SELECT first_offset, previous_range_id, runs FROM stream_ranges WHERE range_id = ? AND stream_id = ?");
        _selectSnapshot = new(connection, "SELECT stream_offset, has_open_windows, format, crc, bytes FROM snapshots WHERE key = ?");
        _selectPositions = new(connection, "SELECT (SELECT min(key) FROM frames), (SELECT max(key) FROM frames)");
        _selectCommittedAt = new(connection, "SELECT committed_at FROM frames WHERE key = ?");
    }

    /// <summary>Reads parts of frames one after the other into a buffer.</summary>
    /// <param name="runs">Which parts, ascending by position.</param>
    /// <param name="destination">Exactly as long as the parts together.</param>
    /// <exception cref="EventLogException">A row is missing or shorter than the index says.</exception>
    /// <exception cref="SqliteException">SQLite cannot read.</exception>
    public void ReadRuns(ReadOnlySpan<StreamRun> runs, Span<byte> destination)
    {
        sqlite3_blob? blob = null;
        try
        {
            foreach (StreamRun run in runs)
            {
                ReadRun(ref blob, run, destination[..run.ByteLength]);
                destination = destination[run.ByteLength..];
            }
        }
        finally
        {
            blob?.Dispose();
        }
    }

    /// <summary>The index row of a stream in a range; null if there is none.</summary>
    /// <exception cref="EventLogException">The row is damaged.</exception>
    public (RangeRow Row, List<StreamRun> Runs)? FindRange(long rangeId, long streamId)
    {
        try
        {
            if (!_selectStreamRange.Bind(0, rangeId).Bind(1, streamId).Step())
                return null;
            RangeRow row = new(rangeId, streamId, new Offset(_selectStreamRange.GetInt64(0)), _selectStreamRange.GetInt64(1));
            return (row, RunCodec.Decode(_selectStreamRange.GetBlob(2), row));
        }
        finally
        {
            _selectStreamRange.Reset();
        }
    }

    /// <summary>Positions of the oldest and the newest frame; null for a log without frames.</summary>
    public (long First, long Last)? ReadPositions()
    {
        try
        {
            return _selectPositions.Step() && !_selectPositions.IsNull(0)
                ? (FrameKey.Position(_selectPositions.GetInt64(0)), FrameKey.Position(_selectPositions.GetInt64(1)))
                : null;
        }
        finally
        {
            _selectPositions.Reset();
        }
    }

    /// <summary>When a frame was committed, Unix ms; null if it is gone.</summary>
    public long? ReadCommittedAt(long position)
    {
        try
        {
            return _selectCommittedAt.Bind(0, FrameKey.First(position)).Step() ? _selectCommittedAt.GetInt64(0) : null;
        }
        finally
        {
            _selectCommittedAt.Reset();
        }
    }

    /// <summary>Reads a snapshot's row.</summary>
    /// <returns>The snapshot, or what is wrong with its row.</returns>
    public (Snapshot? Snapshot, string? Damage) ReadSnapshot(long streamId, int generation)
    {
        try
        {
            if (!_selectSnapshot.Bind(0, SnapshotRow.Key(streamId, generation)).Step())
                return (null, "its row is missing");
            if (_selectSnapshot.GetInt64(2) != SnapshotRow.Format)
                return (null, $"its format {_selectSnapshot.GetInt64(2)} is unknown");
            Offset offset = new(_selectSnapshot.GetInt64(0));
            ReadOnlySpan<byte> bytes = _selectSnapshot.GetBlob(4);
            uint crc = SnapshotRow.Checksum(streamId, offset, _selectSnapshot.GetInt64(1) != 0, bytes);
            return crc == _selectSnapshot.GetInt64(3)
                ? (new Snapshot(offset, bytes.ToArray()), null)
                : (null, "its checksum does not match");
        }
        finally
        {
            _selectSnapshot.Reset();
        }
    }

    /// <summary>Reads cells as they were for a snapshot; null if that is not one of the two that are kept.</summary>
    /// <remarks>One statement, so that snapshot and cells are of one state of the database.</remarks>
    /// <exception cref="EventLogException">A cell is damaged.</exception>
    public List<StoredCell>? ReadCells(long streamId, CellRange range, Offset asOf, int countMax)
    {
        List<StoredCell> cells = [];
        Statement select = _selectCells ??= new(_connection, """
            SELECT key, format, stream_offset, crc, bytes, previous_offset, previous_crc, previous_bytes
            FROM cells WHERE key >= ?1 AND key < ?2
                AND EXISTS (SELECT 1 FROM snapshots WHERE key BETWEEN ?3 AND ?3 + 1 AND stream_offset = ?4)
            ORDER BY key
            """);
        try
        {
            select.Bind(0, CellRow.KeyFrom(streamId, range.Tier, range.FromUnixMs))
                .Bind(1, CellRow.KeyFrom(streamId, range.Tier, range.ToUnixMs))
                .Bind(2, SnapshotRow.Key(streamId, 0)).Bind(3, asOf.Value);
            while (cells.Count < countMax && select.Step())
            {
                int version = select.GetInt64(2) <= asOf.Value ? 2 : 5;
                if (version == 2 || (!select.IsNull(5) && select.GetInt64(5) <= asOf.Value))
                    cells.Add(ReadCell(select, version));
            }

            // A snapshot that is there now was there before.
            return cells.Count > 0 || HasSnapshot(streamId, asOf) ? cells : null;
        }
        finally
        {
            select.Reset();
        }
    }

    public void Dispose()
    {
        _selectCells?.Dispose();
        _hasSnapshot?.Dispose();
        _selectPositions.Dispose();
        _selectCommittedAt.Dispose();
        _selectStreamRange.Dispose();
        _selectSnapshot.Dispose();
        if (_ownsConnection)
            _connection.Dispose();
    }

    private bool HasSnapshot(long streamId, Offset offset)
    {
        Statement select = _hasSnapshot ??= new(
            _connection, "SELECT 1 FROM snapshots WHERE key BETWEEN ?1 AND ?1 + 1 AND stream_offset = ?2");
        try
        {
            return select.Bind(0, SnapshotRow.Key(streamId, 0)).Bind(1, offset.Value).Step();
        }
        finally
        {
            select.Reset();
        }
    }

    // A version is three columns: offset, checksum, bytes.
    private static StoredCell ReadCell(Statement select, int version)
    {
        long key = select.GetInt64(0);
        ReadOnlySpan<byte> bytes = select.GetBlob(version + 2);
        string? damage = select.GetInt64(1) != CellRow.Format ? $"its format {select.GetInt64(1)} is unknown"
            : CellRow.Checksum(key, new Offset(select.GetInt64(version)), bytes) != select.GetInt64(version + 1) ? "its checksum does not match"
            : null;
        if (damage is not null)
        {
            throw new EventLogException($"The cell of tier {CellRow.Tier(key)} at {CellRow.StartUnixMs(key)} is damaged: {damage}.")
            {
                IsCellDamaged = true,
            };
        }

        return new StoredCell(CellRow.Tier(key), CellRow.StartUnixMs(key), bytes.ToArray());
    }

    private void ReadRun(ref sqlite3_blob? blob, StreamRun run, Span<byte> destination)
    {
        int at = run.ByteStart;
        while (!destination.IsEmpty)
        {
            int row = at / FrameKey.RowBytes;
            int start = at % FrameKey.RowBytes;
            int length = Math.Min(destination.Length, FrameKey.RowBytes - start);
            OpenRow(ref blob, FrameKey.Row(run.Position, row), run);
            if (raw.sqlite3_blob_bytes(blob) < start + length)
                throw new EventLogException($"Frame {run.Position} is shorter than the index says.");
            SqliteException.ThrowExceptionForRC(raw.sqlite3_blob_read(blob, destination[..length], start), _connection.Handle!);
            destination = destination[length..];
            at += length;
        }
    }

    private void OpenRow(ref sqlite3_blob? blob, long key, StreamRun run)
    {
        // Moving an open blob to another row saves most of the cost of opening one.
        int result = blob is null
            ? raw.sqlite3_blob_open(_connection.Handle!, "main", "frames", "entries", key, 0, out blob)
            : raw.sqlite3_blob_reopen(blob, key);
        if (result == raw.SQLITE_ERROR)
            throw new EventLogException($"Frame {run.Position} is missing or incomplete.");
        SqliteException.ThrowExceptionForRC(result, _connection.Handle!);
    }
}
