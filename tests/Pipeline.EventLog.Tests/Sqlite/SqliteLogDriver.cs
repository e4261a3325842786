using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Sqlite;
using Pipeline.EventLog.Tests.Contract;
using Pipeline.Testing;

namespace Pipeline.EventLog.Tests.Sqlite;

/// <summary>Drives the SQLite log through its file as well: a second connection holds locks, makes commits fail and damages rows.</summary>
public sealed class SqliteLogDriver : LogDriver
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteConnection? _holder;
    private SqliteEventLog? _log;

    private SqliteLogDriver(Action<SqliteEventLogOptions>? configure)
    {
        Options = new SqliteEventLogOptions { DataDirectory = _directory.Path, GetFreeSpaceBytes = _ => FreeSpaceBytes };
        configure?.Invoke(Options);
    }

    public SqliteEventLogOptions Options { get; }

    public long FreeSpaceBytes { get; set; } = long.MaxValue / 2;

    public string DatabasePath => _directory.File("events.db");

    public SqliteEventLog Sqlite => _log ?? throw new InvalidOperationException("The log is not open.");

    public override IEventLog Log => Sqlite;

    public override ISnapshotStore Snapshots => Sqlite;

    public override ICellStore Cells => Sqlite;

    public override long CommitCount => Sqlite.Instruments.Statistics.Commits;

    public static async Task<SqliteLogDriver> CreateAsync(Action<SqliteEventLogOptions>? configure = null)
    {
        SqliteLogDriver driver = new(configure);
        await driver.OpenAsync();
        return driver;
    }

    public async Task OpenAsync() => _log = await SqliteEventLog.OpenAsync(Options, Clock, NullLoggerFactory.Instance);

    public async Task CloseAsync() => await Sqlite.DisposeAsync();

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Runs a statement over a connection of the test's own.</summary>
    public int Execute(string text, params (string Name, object Value)[] parameters)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    public T Query<T>(string text)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>Flips one bit of a stored value.</summary>
    public void FlipBit(string table, string column, string where, int byteIndex, int bit = 0)
    {
        byte[] bytes = Query<byte[]>($"SELECT {column} FROM {table} WHERE {where}");
        bytes[byteIndex] ^= (byte)(1 << bit);
        Execute($"UPDATE {table} SET {column} = $bytes WHERE {where}", ("$bytes", bytes));
    }

    /// <summary>Flips one bit of an entry, found by its bytes wherever its frame is; a negative index reaches its header.</summary>
    public void FlipBitOfEntry(StreamName stream, long offset, int byteIndex, int bit = 0)
    {
        string body = Convert.ToHexString(Body(stream, offset));
        // A bit of the body that is flipped already must not hide it, so its first or its last four bytes may be found.
        long key = Query<long>($"SELECT key FROM frames WHERE instr(entries, x'{body[..8]}') + instr(entries, x'{body[^8..]}') > 0");
        byte[] entries = Query<byte[]>($"SELECT entries FROM frames WHERE key = {key}");
        int start = entries.AsSpan().IndexOf(Convert.FromHexString(body[..8]));
        if (start < 0)
            start = entries.AsSpan().IndexOf(Convert.FromHexString(body[^8..])) - (body.Length / 2) + 4;
        FlipBit("frames", "entries", $"key = {key}", start + byteIndex, bit);
    }

    public override void HoldCommits()
    {
        _holder = Connect();
        using SqliteCommand begin = _holder.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
    }

    public override void ReleaseCommits()
    {
        _holder?.Dispose();
        _holder = null;
    }

    public override void BreakCommits()
    {
        Execute("CREATE TRIGGER broken_frames BEFORE INSERT ON frames BEGIN SELECT raise(ABORT, 'broken by the test'); END");
        Execute("CREATE TRIGGER broken_snapshots BEFORE INSERT ON snapshots BEGIN SELECT raise(ABORT, 'broken by the test'); END");
    }

    public override void MendCommits()
    {
        Execute("DROP TRIGGER broken_frames");
        Execute("DROP TRIGGER broken_snapshots");
    }

    public override void DamageLatestSnapshot(StreamName stream) => FlipBit(
        "snapshots", "bytes", $"key = (SELECT key FROM snapshots WHERE key >> 1 = (SELECT id FROM streams WHERE name = '{stream}') ORDER BY stream_offset DESC, written_at DESC LIMIT 1)", 0);

    public override async ValueTask DisposeAsync()
    {
        ReleaseCommits();
        if (_log is not null)
            await _log.DisposeAsync();
        _directory.Dispose();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }
}
