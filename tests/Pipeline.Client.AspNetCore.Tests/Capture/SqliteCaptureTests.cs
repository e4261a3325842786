using Pipeline.Client.Tests.Capture;
using Microsoft.Data.Sqlite;
using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.AspNetCore.Tests.Capture;

public sealed class SqliteCaptureTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordedClient _recorded = new();
    private readonly SqliteConnection _connection;

    public SqliteCaptureTests()
    {
        _connection = new SqliteConnection($"Data Source={_directory.File("test.db")};Pooling=False");
        _connection.Open();
        Execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, product TEXT); CREATE TABLE audit (id INTEGER)");
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _recorded.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Statements_AreCountedByVerbAndTable()
    {
        EventRecord record = await RunAsync(() =>
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            Execute("INSERT INTO orders (product) VALUES ('pear'); INSERT INTO orders (product) VALUES ('fig')");
            Execute("-- tagged\nSELECT * FROM orders");
            transaction.Commit();
        });
        Assert.Equal(["sqlite BEGIN x1", "sqlite COMMIT x1", "sqlite INSERT orders x2", "sqlite SELECT orders x1"], RecordedClient.Texts(record));
        Assert.Equal(3, record.Resources[Resource.DbQueries]);
        Assert.All(record.Operations, operation => Assert.True(operation.TimeNs > 0));
    }

    [Fact]
    public async Task Trigger_IsPartOfTheStatementThatFiresIt()
    {
        Execute("CREATE TRIGGER note AFTER INSERT ON orders BEGIN INSERT INTO audit VALUES (new.id); INSERT INTO audit VALUES (new.id); END");
        EventRecord record = await RunAsync(() => Execute("INSERT INTO orders (product) VALUES ('pear')"));
        Assert.Equal(["sqlite INSERT orders x1"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Statement_ThatFails_HasAnError()
    {
        Execute("INSERT INTO orders (id) VALUES (1)");
        EventRecord record = await RunAsync(() =>
        {
            Assert.Throws<SqliteException>(() => Execute("INSERT INTO orders (id) VALUES (1)"));
            Execute("INSERT INTO orders (id) VALUES (2)");
        });
        Assert.Equal(["sqlite INSERT orders x2 !1"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Statement_ThatCannotBePrepared_IsAFailureOfItsOwn()
    {
        EventRecord record = await RunAsync(() =>
        {
            Execute("SELECT * FROM orders");
            Assert.Throws<SqliteException>(() => Execute("SELECT * FROM nosuch"));
        });
        Assert.Equal(["sqlite (failed) x1 !1", "sqlite SELECT orders x1"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Failure_ThatPassesThroughManyFrames_CountsOnce()
    {
        Execute("INSERT INTO orders (id) VALUES (1)");
        EventRecord record = await _recorded.RunAsync(async () => await Assert.ThrowsAsync<SqliteException>(OuterAsync));
        Assert.Equal(["sqlite INSERT orders x1 !1"], RecordedClient.Texts(record));

        async Task OuterAsync() => await InnerAsync();

        async Task InnerAsync()
        {
            await Task.Yield();
            Execute("INSERT INTO orders (id) VALUES (1)");
        }
    }

    [Fact]
    public async Task Statement_OfAReaderThatIsClosedElsewhere_BelongsToTheCallItBeganIn()
    {
        Execute("INSERT INTO orders (id) VALUES (1), (2)");
        EventRecord record = await _recorded.RunAsync(async () =>
        {
            await using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT id FROM orders";
            SqliteDataReader reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            await Task.Run(reader.Dispose);
        });
        Assert.Equal(["sqlite SELECT orders x1"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Statements_OfManyThreads_AreAllCounted()
    {
        EventRecord record = await _recorded.RunAsync(() => Parallel.ForAsync(0, 200, (_, _) =>
        {
            using SqliteConnection connection = new(_connection.ConnectionString);
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM orders";
            command.ExecuteScalar();
            return ValueTask.CompletedTask;
        }));
        Assert.Equal(["sqlite SELECT orders x200"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Statement_OutsideACall_IsNobodys()
    {
        Execute("SELECT * FROM orders");
        EventRecord record = await RunAsync(() => { });
        Assert.Empty(record.Operations);
    }

    private Task<EventRecord> RunAsync(Action action) => _recorded.RunAsync(() =>
    {
        action();
        return Task.CompletedTask;
    });

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
