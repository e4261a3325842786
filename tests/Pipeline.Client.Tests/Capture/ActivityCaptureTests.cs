using System.Diagnostics;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Tests.Capture;

/// <summary>Activities as Npgsql and MySqlConnector make them, before and since the conventions for databases were declared stable.</summary>
public sealed class ActivityCaptureTests : IAsyncDisposable
{
    private readonly ActivitySource _npgsql = new("Npgsql");
    private readonly RecordedClient _captured = new();

    public async ValueTask DisposeAsync()
    {
        await _captured.DisposeAsync();
        _npgsql.Dispose();
    }

    [Fact]
    public async Task Commands_AreNamedByVerbAndTable_AndCountAsQueries()
    {
        EventRecord record = await _captured.RunAsync(async () =>
        {
            Run("db.statement", "SELECT * FROM orders WHERE id = $1");
            Run("db.query.text", "SELECT * FROM orders WHERE id = $1");
            Run("db.query.text", "BEGIN");
            await Task.Run(() => Run("db.query.text", "INSERT INTO lines VALUES ($1)", failed: true));
        });
        Assert.Equal(["postgresql BEGIN x1", "postgresql INSERT lines x1 !1", "postgresql SELECT orders x2"], RecordedClient.Texts(record));
        Assert.Equal(3, record.Resources[Resource.DbQueries]);
    }

    [Fact]
    public async Task Command_WithoutText_IsNamedByItsTags()
    {
        EventRecord record = await _captured.RunAsync(() =>
        {
            using (Activity? activity = _npgsql.StartActivity("CALL shop.settle", ActivityKind.Client))
                activity?.SetTag("db.operation", "CALL").SetTag("db.sql.table", "settle").SetTag("otel.status_code", "ERROR");
            using (_npgsql.StartActivity("CONNECT shop", ActivityKind.Client))
            {
            }

            using (_npgsql.StartActivity("something new", ActivityKind.Client))
            {
            }

            return Task.CompletedTask;
        });
        Assert.Equal(["postgresql CALL settle x1 !1", "postgresql CONNECT x1", "postgresql OTHER x1"], RecordedClient.Texts(record));
    }

    [Fact]
    public void Activity_OutsideACall_IsNotCreated()
    {
        using Activity? activity = _npgsql.StartActivity("shop", ActivityKind.Client);
        Assert.Null(activity);
    }

    [Fact]
    public async Task Activity_InsideACall_IsNotMarkedAsRecorded()
    {
        await _captured.RunAsync(() =>
        {
            using Activity? activity = _npgsql.StartActivity("shop", ActivityKind.Client);
            Assert.NotNull(activity);
            Assert.False(activity.Recorded);
            return Task.CompletedTask;
        });
    }

    private void Run(string tag, string sql, bool failed = false)
    {
        using Activity? activity = _npgsql.StartActivity("shop", ActivityKind.Client);
        activity?.SetTag(tag, sql).SetTag("db.system.name", "postgresql");
        if (failed)
            activity?.SetStatus(ActivityStatusCode.Error);
    }
}
