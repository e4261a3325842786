using Pipeline.EventLog.Redis;
using Pipeline.Testing;
using StackExchange.Redis;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Redis;

/// <summary>A Redis that syncs later than it answers: what is read there is not on disk yet. Only with WAITAOF (7.2 and later).</summary>
public sealed class RedisSyncTests
{
    private const string Meta = "pipeline:log:m:endpoint/alpha";

    [Fact]
    public async Task ReadAsync_EntriesOfAnotherProcess_AreGivenOutOnlyAfterASync()
    {
        await using RedisLogDriver? driver = await CreateAsync();
        if (driver is null)
            return;
        RedisEventLog other = await driver.OpenAnotherAsync();
        await other.AppendAsync(Alpha, Offset.Start, new EntryParts(new byte[] { 1 }));
        driver.HoldCommits();
        Task<List<(Offset, byte[])>>[] replays = [driver.ReadAllAsync(Alpha), driver.ReadAllAsync(Alpha), driver.ReadAllAsync(Alpha)];
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        while (!(await driver.Database.ExecuteAsync("INFO", "clients")).ToString().Contains("blocked_clients:1", StringComparison.Ordinal))
            hang.Token.ThrowIfCancellationRequested();
        Assert.All(replays, replay => Assert.False(replay.IsCompleted));
        driver.ReleaseCommits();
        Assert.All(await Task.WhenAll(replays), entries => Assert.Single(entries));
        Assert.True(driver.Database.KeyExists("pipeline:log:sync"));
    }

    [Fact]
    public async Task ReadAsync_TheSyncIsNotPossible_IsAnError()
    {
        await using RedisLogDriver? driver = await CreateAsync();
        if (driver is null)
            return;
        RedisEventLog other = await driver.OpenAnotherAsync();
        await other.AppendAsync(Alpha, Offset.Start, new EntryParts(new byte[] { 1 }));
        driver.Database.Execute("ACL", "SETUSER", "default", "-waitaof");
        EventLogException unknown = await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
        Assert.Contains("is on disk is unknown", unknown.Message, StringComparison.Ordinal);
        driver.Database.Execute("ACL", "SETUSER", "default", "+waitaof");
        Assert.Single(await driver.ReadAllAsync(Alpha));
    }

    [Fact]
    public async Task GetHeadAsync_HeadThatWasOnlySeenGoesBack_IsNoLossAndOneThatWasReplayedIs()
    {
        await using RedisLogDriver? driver = await CreateAsync();
        if (driver is null)
            return;
        RedisEventLog other = await driver.OpenAnotherAsync();
        await other.AppendAsync(Alpha, Offset.Start, new EntryParts(new byte[] { 1 }));
        Assert.Equal(new Offset(1), await driver.Log.GetHeadAsync(Alpha));
        Assert.Equal(AppendStatus.Conflict, (await driver.AppendAsync(Alpha, 0)).Status);
        driver.Database.HashSet(Meta, "h", 0);
        Assert.Equal(Offset.Start, await driver.Log.GetHeadAsync(Alpha));
        driver.Database.HashSet(Meta, "h", 1);
        Assert.Single(await driver.ReadAllAsync(Alpha));
        driver.Database.HashSet(Meta, "h", 0);
        EventLogException lost = await Assert.ThrowsAsync<EventLogException>(() => driver.Log.GetHeadAsync(Alpha).AsTask());
        Assert.Contains("lost entries", lost.Message, StringComparison.Ordinal);
    }

    /// <returns>Null if the Redis of the tests does not know WAITAOF: it is refused with these settings.</returns>
    private static async Task<RedisLogDriver?> CreateAsync()
    {
        RedisServerOptions options = new() { Path = RedisLogDriver.ServerPath, Arguments = ["--appendonly", "yes", "--appendfsync", "everysec"] };
        using (RedisServer server = RedisServer.Create(options))
        {
            if (!await RedisLogDriver.HasWaitAofAsync(server))
                return null;
        }

        return await RedisLogDriver.CreateAsync(options);
    }
}
