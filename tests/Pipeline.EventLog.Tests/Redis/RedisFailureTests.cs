using Pipeline.EventLog.Redis;
using Pipeline.EventLog.Tests.Contract;
using Pipeline.Testing;
using StackExchange.Redis;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Redis;

/// <summary>What the log does while Redis is full, away, standing still, or not what it was.</summary>
public sealed class RedisFailureTests
{
    [Fact]
    public async Task AppendAsync_RedisIsFull_RefusesLosesNothingAndRecovers()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync(configure: options => options.FreeMemoryFloorBytes = 0);
        await driver.AppendAsync(Alpha, 0);
        driver.Database.Execute("CONFIG", "SET", "maxmemory", "1mb");
        Assert.True(driver.Log.HasRoomFor(1));
        Assert.Equal(new AppendOutcome(AppendStatus.Overloaded, new Offset(1)), await driver.AppendAsync(Alpha, 1));
        Assert.False(driver.Log.HasRoomFor(1));
        Assert.Equal(AppendStatus.Overloaded, (await driver.AppendAsync(Beta, 0)).Status);
        Assert.Equal(SnapshotStatus.Overloaded, await driver.Snapshots.WriteAsync(Alpha, new Offset(1), new byte[1], false));
        await driver.AssertHoldsAsync(Alpha, 1);

        driver.Database.Execute("CONFIG", "SET", "maxmemory", "0");
        await driver.AwaitRoomAsync();
        Assert.True((await driver.AppendAsync(Alpha, 1)).IsCommitted);
        await driver.AssertHoldsAsync(Alpha, 2);
    }

    [Fact]
    public async Task HasRoomFor_RedisIsNearlyFull_IsFalseBeforeItRefuses()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        driver.Database.Execute("CONFIG", "SET", "maxmemory", "32mb");
        await LookAsync(driver, hasRoom: false, bytes: 31 * 1024 * 1024);
        Assert.True(driver.Log.HasRoomFor(1024 * 1024));
        // An eighth is kept free, so this leaves none to admit, and yet an append that was admitted before still fits.
        driver.Database.StringSetRange("ballast", 27 * 1024 * 1024, "x");
        await LookAsync(driver, hasRoom: false, bytes: 1);
        Assert.True((await driver.AppendAsync(Alpha, 0)).IsCommitted);
        driver.Database.KeyDelete("ballast");
        await LookAsync(driver, hasRoom: true, bytes: 1);
    }

    [Fact]
    public async Task AppendAsync_EvictionTurnedOnLater_AdmitsNothing()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        driver.Database.Execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        driver.Database.Execute("CONFIG", "SET", "maxmemory", "100mb");
        await LookAsync(driver, hasRoom: false, bytes: 1);
        Assert.Equal(AppendStatus.Overloaded, (await driver.AppendAsync(Alpha, 0)).Status);
        driver.Database.Execute("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await driver.AwaitRoomAsync();
        Assert.True((await driver.AppendAsync(Alpha, 0)).IsCommitted);
    }

    [Fact]
    public async Task AppendAsync_RedisKilledAndRestarted_RefusesThenGoesOn()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 10);
        driver.Server.Kill();
        AppendStatus? status = await TryAppendAsync(driver, Alpha, 10);
        Assert.True(status is null or AppendStatus.Overloaded);
        Assert.False(driver.Log.HasRoomFor(1));
        Assert.Equal(AppendStatus.Overloaded, (await driver.AppendAsync(Alpha, 10)).Status);
        await Assert.ThrowsAsync<EventLogException>(() => driver.Log.GetHeadAsync(Alpha).AsTask());
        await Assert.ThrowsAsync<EventLogException>(() => driver.Log.ListStreamsAsync().AsTask());

        driver.Server.Start();
        await driver.AwaitRoomAsync();
        Assert.True((await driver.AppendAsync(Alpha, 10)).IsCommitted);
        await driver.AssertHoldsAsync(Alpha, 11);
    }

    [Fact]
    public async Task AppendAsync_RestartedWithWeakerSettings_AdmitsNothingUntilTheyAreBack()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        driver.Server.Kill();
        await TryAppendAsync(driver, Alpha, 3);
        driver.Server.Start("--appendfsync", "no");
        await AwaitConnectionAsync(driver);
        Assert.Equal(AppendStatus.Overloaded, (await driver.AppendAsync(Alpha, 3)).Status);
        Assert.False(driver.Log.HasRoomFor(1));
        driver.Server.Kill();
        driver.Server.Start();
        await driver.AwaitRoomAsync();
        Assert.True((await driver.AppendAsync(Alpha, 3)).IsCommitted);
        await driver.AssertHoldsAsync(Alpha, 4);
    }

    [Fact]
    public async Task AppendAsync_RestartedWithoutItsFiles_IsAnErrorForEverything()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        driver.Server.Kill();
        await TryAppendAsync(driver, Alpha, 3);
        driver.Server.RemoveData();
        driver.Server.Start();
        EventLogException? lost = null;
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        while (lost?.Message.Contains("lost", StringComparison.Ordinal) != true)
        {
            hang.Token.ThrowIfCancellationRequested();
            driver.Clock.Advance(TimeSpan.FromSeconds(1));
            lost = await Assert.ThrowsAsync<EventLogException>(() => driver.Log.GetHeadAsync(Alpha).AsTask());
        }

        await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 0));
        Assert.False(driver.Log.HasRoomFor(1));
    }

    [Fact]
    public async Task AppendAsync_ScriptsForgotten_AreLoadedAgain()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.Database.Execute("SCRIPT", "FLUSH");
        Task<AppendOutcome[]> alpha = driver.AppendManyAsync(Alpha, 5, first: 1);
        Task<AppendOutcome[]> beta = driver.AppendManyAsync(Beta, 5);
        Assert.All(await Task.WhenAll(alpha, beta), outcomes => Assert.All(outcomes, outcome => Assert.True(outcome.IsCommitted)));
        driver.Database.Execute("SCRIPT", "FLUSH");
        await driver.AssertHoldsAsync(Alpha, 6);
        await driver.AssertHoldsAsync(Beta, 5);
    }

    [Fact]
    public async Task AppendAsync_ConnectionCutWhileWaiting_IsUnknownAndTheHeadTells()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.HoldCommits();
        Task<AppendOutcome> cut = driver.AppendAsync(Alpha, 1);
        await AwaitBlockedAsync(driver);
        Task<AppendOutcome> behind = driver.AppendAsync(Alpha, 2);
        driver.Database.Execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        driver.ReleaseCommits();
        await Assert.ThrowsAsync<EventLogException>(() => cut);
        AppendStatus? status = await StatusAsync(behind);
        Assert.NotEqual(AppendStatus.Committed, status);

        await driver.AwaitRoomAsync();
        long head = (await driver.Log.GetHeadAsync(Alpha)).Value;
        Assert.True((await driver.AppendAsync(Alpha, head)).IsCommitted);
        await driver.AssertHoldsAsync(Alpha, head + 1);
    }

    [Fact]
    public async Task AppendAsync_RedisPaused_IsUnknownAfterTheTimeoutAndNeverTwice()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync(configure: options => options.CommandTimeout = TimeSpan.FromSeconds(10));
        await driver.AppendAsync(Alpha, 0);
        driver.Server.Pause();
        Task<AppendOutcome> unknown = driver.AppendAsync(Alpha, 1);
        // Whether anything is admitted meanwhile: not after two looks without an answer.
        for (int look = 0; look < 4; look++)
            driver.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(driver.Log.HasRoomFor(1));
        await Assert.ThrowsAsync<EventLogException>(() => unknown);
        driver.Server.Resume();
        await driver.AwaitRoomAsync();
        // What was sent before lies in Redis' buffers and may run now, before the head is read or after it: the fence decides.
        long head = (await driver.Log.GetHeadAsync(Alpha)).Value;
        AppendOutcome next = await driver.AppendAsync(Alpha, head, Body(Alpha, head));
        if (next.Status == AppendStatus.Conflict)
            Assert.Equal(new Offset(2), next.Head);
        await driver.AssertHoldsAsync(Alpha, (await driver.Log.GetHeadAsync(Alpha)).Value);
    }

    [Fact]
    public async Task AppendAsync_TwoProcesses_EachOffsetHasOneWriter()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        RedisEventLog other = await driver.OpenAnotherAsync();
        Task<long[]>[] writers = [AppendOverAndOverAsync(driver.Redis, 1, 200), AppendOverAndOverAsync(other, 2, 200)];
        long[][] committed = await Task.WhenAll(writers);
        List<(Offset Offset, byte[] Bytes)> entries = await driver.ReadAllAsync(Alpha);
        Assert.Equal(400, entries.Count);
        foreach ((Offset offset, byte[] bytes) in entries)
            Assert.Contains(offset.Value, committed[bytes[0] - 1]);
    }

    [Fact]
    public async Task AppendAsync_RedisEmptied_IsAnErrorForEverythingUntilRestarted()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.Database.Execute("FLUSHALL");
        EventLogException lost = await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 1));
        Assert.Contains("lost", lost.Message, StringComparison.Ordinal);
        Assert.False(driver.Log.HasRoomFor(1));
        await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Beta, 0));
        await Assert.ThrowsAsync<EventLogException>(() => driver.Log.GetHeadAsync(Alpha).AsTask());
        await Assert.ThrowsAsync<EventLogException>(() => driver.Log.ListStreamsAsync().AsTask());
        await driver.ReopenAsync();
        Assert.True((await driver.AppendAsync(Alpha, 0)).IsCommitted);
    }

    [Fact]
    public async Task ListStreamsAsync_RedisEmptiedWhileIdle_IsAnError()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.Database.Execute("FLUSHALL");
        EventLogException lost = await Assert.ThrowsAsync<EventLogException>(() => driver.Log.ListStreamsAsync().AsTask());
        Assert.Contains("lost", lost.Message, StringComparison.Ordinal);
        Assert.False(driver.Log.HasRoomFor(1));
    }

    [Fact]
    public async Task HasRoomFor_RedisEmptiedWhileIdle_IsFalseAfterALookAndStaysSo()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.Database.Execute("FLUSHALL");
        await LookAsync(driver, hasRoom: false, bytes: 1);
        EventLogException lost = await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Beta, 0));
        Assert.Contains("lost", lost.Message, StringComparison.Ordinal);
        Assert.False(driver.Log.HasRoomFor(1));
    }

    [Fact]
    public async Task GetHeadAsync_RedisEmptiedAndLossAllowed_IsAnErrorOnceAndThenGoesOn()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync(configure: options => options.AllowLoss = true);
        await driver.AppendAsync(Alpha, 0);
        driver.Database.Execute("FLUSHALL");
        await Assert.ThrowsAsync<EventLogException>(() => driver.Log.GetHeadAsync(Alpha).AsTask());
        await driver.AwaitRoomAsync();
        Assert.Equal(Offset.Start, await driver.Log.GetHeadAsync(Alpha));
        Assert.True((await driver.AppendAsync(Alpha, 0)).IsCommitted);
    }

    [Fact]
    public async Task AppendAsync_RedisCameBackOlder_IsAnError()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        byte[] meta = driver.Database.KeyDump("pipeline:log:m:endpoint/alpha")!;
        byte[] entries = driver.Database.KeyDump("pipeline:log:e:endpoint/alpha")!;
        await driver.AppendAsync(Alpha, 1);
        driver.Database.KeyDelete([(RedisKey)"pipeline:log:m:endpoint/alpha", "pipeline:log:e:endpoint/alpha"]);
        driver.Database.KeyRestore("pipeline:log:m:endpoint/alpha", meta);
        driver.Database.KeyRestore("pipeline:log:e:endpoint/alpha", entries);
        EventLogException lost = await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 2));
        Assert.Contains("its head was 2 before", lost.Message, StringComparison.Ordinal);
        Assert.False(driver.Log.HasRoomFor(1));
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
    }

    [Fact]
    public async Task HasRoomFor_RestartedOverAnOlderFile_NeverOpensAgain()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        await driver.AppendAsync(Beta, 0);
        driver.Database.HashSet("pipeline:log:m:endpoint/alpha", "h", 2);
        Assert.True((await driver.AppendAsync(Beta, 1)).IsCommitted);
        driver.Server.Kill();
        await TryAppendAsync(driver, Beta, 2);
        driver.Server.Start();
        // Nobody asks for the stream that was lost in part.
        EventLogException? lost = null;
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        while (lost is null)
        {
            hang.Token.ThrowIfCancellationRequested();
            driver.Clock.Advance(TimeSpan.FromSeconds(1));
            await driver.PingAsync();
            Assert.False(driver.Log.HasRoomFor(1));
            lost = await FailureAsync(driver.AppendAsync(Beta, 5));
        }

        Assert.Contains("its head was 3 before", lost.Message, StringComparison.Ordinal);
        Assert.False(driver.Log.HasRoomFor(1));
    }

    [Fact]
    public async Task HasRoomFor_RestartedWithTheSameHeadsAndOneDamaged_OpensAgain()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        await driver.AppendManyAsync(Beta, 2);
        driver.Database.HashSet("pipeline:log:m:endpoint/alpha", "h", "damaged");
        driver.Server.Kill();
        await TryAppendAsync(driver, Beta, 2);
        driver.Server.Start();
        await driver.AwaitRoomAsync();
        Assert.True((await driver.AppendAsync(Beta, 2)).IsCommitted);
    }

    [Fact]
    public async Task GetHeadAsync_SnapshotAheadOfTheHead_IsAnError()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(3), new byte[1], false);
        driver.Database.HashSet("pipeline:log:m:endpoint/alpha", "h", 2);
        await driver.ReopenAsync();
        await Assert.ThrowsAsync<EventLogException>(() => driver.Log.GetHeadAsync(Alpha).AsTask());
    }

    private static async Task<long[]> AppendOverAndOverAsync(RedisEventLog log, byte writer, int count)
    {
        List<long> committed = [];
        Offset expected = Offset.Start;
        while (committed.Count < count)
        {
            AppendOutcome outcome = await log.AppendAsync(Alpha, expected, new EntryParts(new[] { writer }));
            if (outcome.IsCommitted)
                committed.Add(expected.Value);
            expected = outcome.Head;
        }

        return [.. committed];
    }

    /// <summary>Lets the log look at Redis until it has seen what is expected.</summary>
    private static async Task LookAsync(RedisLogDriver driver, bool hasRoom, long bytes)
    {
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        do
        {
            hang.Token.ThrowIfCancellationRequested();
            driver.Clock.Advance(TimeSpan.FromSeconds(1));
            await driver.PingAsync();
        }
        while (driver.Log.HasRoomFor(bytes) != hasRoom);
    }

    /// <summary>Waits until the log's readers reach Redis again, and so its writer soon.</summary>
    private static async Task AwaitConnectionAsync(RedisLogDriver driver)
    {
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        while (!await SaysAsync(driver, "name=pipeline-log-writer", "CLIENT", "LIST"))
            hang.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until a command of the log waits inside Redis.</summary>
    private static async Task AwaitBlockedAsync(RedisLogDriver driver)
    {
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        while (!await SaysAsync(driver, "blocked_clients:1", "INFO", "clients"))
            hang.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Whether Redis answers a command, and its answer has a text in it.</summary>
    private static async Task<bool> SaysAsync(RedisLogDriver driver, string text, string command, string argument)
    {
        try
        {
            return (await driver.Database.ExecuteAsync(command, argument)).ToString().Contains(text, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static Task<AppendStatus?> TryAppendAsync(RedisLogDriver driver, StreamName stream, long expected) =>
        StatusAsync(driver.AppendAsync(stream, expected));

    /// <summary>The exception of an append that says what was lost; null without one, or if Redis is only away.</summary>
    private static async Task<EventLogException?> FailureAsync(Task<AppendOutcome> append)
    {
        try
        {
            await append;
            return null;
        }
        catch (EventLogException exception)
        {
            return exception.Message.Contains("lost entries", StringComparison.Ordinal) ? exception : null;
        }
    }

    private static async Task<AppendStatus?> StatusAsync(Task<AppendOutcome> append)
    {
        try
        {
            return (await append).Status;
        }
        catch (EventLogException)
        {
            return null;
        }
    }
}
