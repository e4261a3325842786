using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Copies the write-ahead log into the database when it has grown, and measures what was written to it. Writer only.</summary>
internal sealed class Checkpointer(SqliteEventLogOptions options, EventLogInstruments instruments, TimeProvider timeProvider)
{
    // Numbers of SQLite's C interface that its binding does not name.
    private const int DatabaseStatusCacheWrite = 9;
    private const int WalFrameHeaderBytes = 24;

    private long _walBytes;
    private long _dueAtBytes = options.CheckpointBytes;

    /// <summary>Takes note of what the last transaction wrote.</summary>
    public void Measure(SqliteConnection connection)
    {
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_db_status(connection.Handle!, DatabaseStatusCacheWrite, out int pages, out _, resetFlg: 1), connection.Handle!);
        long bytes = (long)pages * (LogDatabase.PageBytes + WalFrameHeaderBytes);
        _walBytes += bytes;
        instruments.OnWalWritten(bytes);
    }

    /// <summary>Copies if due. Readers of older states may keep part of it from being copied; then it is tried again after some more
    /// writing.</summary>
    /// <exception cref="SqliteException">The copy failed; nothing is lost, the log goes on growing.</exception>
    public void RunIfDue(SqliteConnection connection)
    {
        if (_walBytes < _dueAtBytes)
            return;
        long startedAt = timeProvider.GetTimestamp();
        _dueAtBytes = _walBytes + (options.CheckpointBytes / 4);
        if (TryCopy(connection, raw.SQLITE_CHECKPOINT_PASSIVE))
        {
            _walBytes = 0;
            _dueAtBytes = options.CheckpointBytes;
        }
        instruments.OnCheckpoint(timeProvider.GetElapsedTime(startedAt));
    }

    /// <summary>Copies all of it and empties the file, so that a clean stop leaves one file to carry away.</summary>
    /// <exception cref="SqliteException">The copy failed.</exception>
    public static void RunAtStop(SqliteConnection connection) => TryCopy(connection, raw.SQLITE_CHECKPOINT_TRUNCATE);

    private static bool TryCopy(SqliteConnection connection, int mode)
    {
        int result = raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", mode, out int walPages, out int copiedPages);
        if (result == raw.SQLITE_BUSY)
            return false;
        SqliteException.ThrowExceptionForRC(result, connection.Handle!);
        return walPages == copiedPages;
    }
}
