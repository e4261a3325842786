using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Redis;
using Pipeline.Testing;

namespace Pipeline.EventLog.Tests.Redis;

/// <summary>On which Redis the log may be opened.</summary>
public sealed class RedisStartTests
{
    [Theory]
    [InlineData("appendonly yes", "no", "--appendonly", "no", "--appendfsync", "always")]
    [InlineData("noeviction", "yes", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")]
    [InlineData("Cluster", "yes", "--appendonly", "yes", "--appendfsync", "always", "--cluster-enabled", "yes")]
    [InlineData("slave", "yes", "--appendonly", "yes", "--appendfsync", "always", "--replicaof", "127.0.0.1 1")]
    public async Task OpenAsync_ARedisThatCannotKeepTheLog_IsRefusedWithTheReason(string reason, string alsoWithLoss, params string[] arguments)
    {
        using RedisServer server = RedisServer.Create(new RedisServerOptions { Arguments = arguments });
        EventLogException refusal = await Assert.ThrowsAsync<EventLogException>(() => OpenAsync(server));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        if (alsoWithLoss == "yes")
            await Assert.ThrowsAsync<EventLogException>(() => OpenAsync(server, allowLoss: true));
        else
            await (await OpenAsync(server, allowLoss: true)).DisposeAsync();
    }

    [Theory]
    [InlineData("--appendfsync", "everysec")]
    [InlineData("--appendfsync", "always", "--no-appendfsync-on-rewrite", "yes")]
    public async Task OpenAsync_SyncedLaterThanAnswered_IsRefusedUnlessWaitAofIsThereOrLossAllowed(params string[] arguments)
    {
        using RedisServer server = RedisServer.Create(new RedisServerOptions { Path = RedisLogDriver.ServerPath, Arguments = ["--appendonly", "yes", .. arguments] });
        if (await RedisLogDriver.HasWaitAofAsync(server))
        {
            await (await OpenAsync(server)).DisposeAsync();
            return;
        }

        EventLogException refusal = await Assert.ThrowsAsync<EventLogException>(() => OpenAsync(server));
        Assert.Contains("appendfsync", refusal.Message, StringComparison.Ordinal);
        await (await OpenAsync(server, allowLoss: true)).DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_ConfigMayNotBeAsked_IsRefusedAndSaysSo()
    {
        using RedisServer server = RedisServer.Create(new RedisServerOptions
        {
            Arguments = ["--appendonly", "yes", "--appendfsync", "always", "--rename-command", "CONFIG", ""],
        });
        EventLogException refusal = await Assert.ThrowsAsync<EventLogException>(() => OpenAsync(server));
        Assert.Contains("CONFIG GET is refused", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NoRedisThere_IsRefused()
    {
        using RedisServer server = new();
        server.Kill();
        EventLogException refusal = await Assert.ThrowsAsync<EventLogException>(() => OpenAsync(server));
        Assert.Contains("cannot be opened", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NewerFormatOrTheStoresOwnKeyMissing_IsRefused()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(RedisLogDriver.Alpha, 0);
        driver.Database.HashSet("pipeline:log:store", "format", 2);
        Assert.Contains("format", (await Assert.ThrowsAsync<EventLogException>(driver.OpenAnotherAsync)).Message, StringComparison.Ordinal);
        driver.Database.KeyDelete("pipeline:log:store");
        Assert.Contains("missing", (await Assert.ThrowsAsync<EventLogException>(driver.OpenAnotherAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Configuration is missing", "")]
    [InlineData("names no server", "password=verysecret")]
    [InlineData("not understood", "localhost,nonsense=1")]
    public async Task OpenAsync_ConfigurationNotUsable_IsRefusedByItsName(string reason, string configuration)
    {
        RedisEventLogOptions options = new() { Configuration = configuration };
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => RedisEventLog.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_OtherPrefix_IsAnotherLog()
    {
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        await driver.AppendAsync(RedisLogDriver.Alpha, 0);
        driver.Options.KeyPrefix = "another";
        RedisEventLog other = await driver.OpenAnotherAsync();
        Assert.Empty(await other.ListStreamsAsync());
        Assert.Equal(Offset.Start, await other.GetHeadAsync(RedisLogDriver.Alpha));
    }

    private static Task<RedisEventLog> OpenAsync(RedisServer server, bool allowLoss = false) => RedisEventLog.OpenAsync(
        new RedisEventLogOptions { Configuration = server.Configuration + ",connectTimeout=2000", AllowLoss = allowLoss }, TimeProvider.System, NullLoggerFactory.Instance);
}
