using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pipeline.EventLog.Sqlite;

/// <summary>A prepared statement on SQLite's own interface: spans go in and out without a boxed parameter or a copied array.</summary>
/// <remarks>Not thread-safe; lives at most as long as its connection. Parameters and columns count from 0.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">The text does not fit the schema.</exception>
    public Statement(SqliteConnection connection, string text)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, text, out _statement), _database);
    }

    public Statement Bind(int index, long value)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_int64(_statement, index + 1, value), _database);
        return this;
    }

    public Statement Bind(int index, string value)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_text(_statement, index + 1, value), _database);
        return this;
    }

    /// <summary>Binds bytes, which SQLite copies. An empty span is an empty blob, not NULL.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        int result = value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, index + 1, 0)
            : raw.sqlite3_bind_blob(_statement, index + 1, value);
        SqliteException.ThrowExceptionForRC(result, _database);
        return this;
    }

    public Statement BindNull(int index)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_null(_statement, index + 1), _database);
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last one.</returns>
    /// <exception cref="SqliteException">Whatever SQLite reports.</exception>
    public bool Step()
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
        {
            // Before the reset, which would replace the message.
            try
            {
                SqliteException.ThrowExceptionForRC(result, _database);
            }
            finally
            {
                Reset();
            }
        }
        return false;
    }

    /// <summary>Runs to the end and makes ready for the next use.</summary>
    /// <exception cref="SqliteException">Whatever SQLite reports.</exception>
    public void Execute()
    {
        while (Step())
        {
        }
        Reset();
    }

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public string GetText(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>The bytes of a column; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> GetBlob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Ends the current run, which lets go of locks and snapshots it holds.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();
}
