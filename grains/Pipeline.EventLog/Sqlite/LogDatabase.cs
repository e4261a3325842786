using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Opens connections to the log's database file and owns its schema and format version. Drawn in docs/event-log.md.</summary>
internal static class LogDatabase
{
    public const string FileName = "events.db";

    /// <summary>Raised with every change of schema or bytes that an older program would misread.</summary>
    public const int FormatVersion = 2;

    /// <summary>The first format with cells.</summary>
    public const int FormatVersionWithCells = 2;

    /// <summary>
    /// Measured: 4 KiB pages write 5 KiB for a lone small entry instead of 9 and 1.07 instead of 1.15 times the payload of 200 KB commits,
    /// but are a quarter slower per byte at 1 MB, where both write 1.04; 16 KiB pages double the cost of small commits.
    /// </summary>
    public const int PageBytes = 8192;

    // "PLog", so that `file` and a careless restore can tell it from other databases.
    private const long ApplicationId = 0x504C6F67;

    private const string Schema = """
        CREATE TABLE streams (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            first_offset INTEGER NOT NULL,
            sealed_head INTEGER NOT NULL,
            last_range_id INTEGER NOT NULL);
        CREATE TABLE frames (
            key INTEGER PRIMARY KEY,
            committed_at INTEGER NOT NULL,
            directory BLOB,
            entries BLOB NOT NULL);
        CREATE TABLE ranges (
            id INTEGER PRIMARY KEY,
            last_position INTEGER NOT NULL);
        CREATE TABLE stream_ranges (
            range_id INTEGER NOT NULL,
            stream_id INTEGER NOT NULL,
            first_offset INTEGER NOT NULL,
            previous_range_id INTEGER NOT NULL,
            runs BLOB NOT NULL,
            PRIMARY KEY (range_id, stream_id)) WITHOUT ROWID;
        CREATE TABLE snapshots (
            key INTEGER PRIMARY KEY,
            stream_offset INTEGER NOT NULL,
            has_open_windows INTEGER NOT NULL,
            written_at INTEGER NOT NULL,
            format INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            bytes BLOB NOT NULL);
        """;

    private const string CellSchema = """
        CREATE TABLE cells (
            key INTEGER PRIMARY KEY,
            format INTEGER NOT NULL,
            stream_offset INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            previous_offset INTEGER,
            previous_crc INTEGER,
            previous_bytes BLOB);
        """;

    static LogDatabase() => SQLitePCL.Batteries_V2.Init();

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>The one connection that writes; creates the database if there is none.</summary>
    /// <exception cref="EventLogException">The file is of a newer format or is not an event log.</exception>
    /// <exception cref="SqliteException">SQLite cannot use the file.</exception>
    public static SqliteConnection OpenForWriting(SqliteEventLogOptions options)
    {
        SqliteConnection connection = Open(PathIn(options.DataDirectory), SqliteOpenMode.ReadWriteCreate);
        try
        {
            // Asked before anything is written: a newer program's file must come out of this untouched.
            bool isNew = CheckFormat(connection, mayBeNew: true);
            SetLockTimeout(connection, options.LockTimeout);
            Execute(connection, $"PRAGMA page_size = {PageBytes}");
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL");
            // The writer checkpoints itself, so that a failing checkpoint is seen and no commit is blamed for it.
            Execute(connection, "PRAGMA wal_autocheckpoint = 0");
            // Room for one large frame; a transaction that spilled would write some pages twice.
            Execute(connection, "PRAGMA cache_size = -32768");
            Execute(connection, "PRAGMA cache_spill = OFF");
            Execute(connection, "PRAGMA temp_store = MEMORY");
            if (options.DatabaseBytesMax > 0)
                Execute(connection, $"PRAGMA max_page_count = {Math.Max(1, options.DatabaseBytesMax / PageBytes)}");
            if (isNew)
                Create(connection);
            else if (QueryInt64(connection, "PRAGMA user_version") < FormatVersionWithCells)
                AddCells(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads, from this process or another.</summary>
    /// <exception cref="EventLogException">The file is missing, of a newer format, or not an event log.</exception>
    /// <exception cref="SqliteException">SQLite cannot use the file.</exception>
    public static SqliteConnection OpenForReading(string path, TimeSpan lockTimeout)
    {
        if (!File.Exists(path))
            throw new EventLogException($"There is no event log at '{path}'.");
        SqliteConnection connection = Open(path, SqliteOpenMode.ReadOnly);
        try
        {
            SetLockTimeout(connection, lockTimeout);
            CheckFormat(connection, mayBeNew: false);
            Execute(connection, "PRAGMA cache_size = -2048");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    public static long QueryInt64(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // Unpooled: closing must really close, or the lock on the directory would outlive the log.
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void SetLockTimeout(SqliteConnection connection, TimeSpan timeout)
    {
        connection.DefaultTimeout = (int)Math.Ceiling(timeout.TotalSeconds);
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, (int)timeout.TotalMilliseconds);
    }

    private static bool CheckFormat(SqliteConnection connection, bool mayBeNew)
    {
        long applicationId = QueryInt64(connection, "PRAGMA application_id");
        long version = QueryInt64(connection, "PRAGMA user_version");
        bool isEmpty = QueryInt64(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (isEmpty && applicationId == 0 && mayBeNew)
            return true;
        if (applicationId != ApplicationId)
            throw new EventLogException($"'{connection.DataSource}' is a database, but not an event log.");
        if (version > FormatVersion)
        {
            throw new EventLogException(
                $"'{connection.DataSource}' has format {version}; this program reads up to {FormatVersion}. "
                + "Use the newer program that wrote it.");
        }
        return false;
    }

    private static void Create(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(connection, Schema);
        Execute(connection, CellSchema);
        Execute(connection, $"PRAGMA application_id = {ApplicationId}");
        Execute(connection, $"PRAGMA user_version = {FormatVersion}");
        transaction.Commit();
    }

    /// <summary>Brings a database of format 1 up to date; whatever else it holds stays as it is.</summary>
    private static void AddCells(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(connection, CellSchema);
        Execute(connection, $"PRAGMA user_version = {FormatVersion}");
        transaction.Commit();
    }
}
