using Pipeline.Cli.Bench.Cluster;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Bench.Cluster;

public sealed class RedisProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task StartAgainAsync_AfterAKill_HasWhatWasAcknowledgedUnderTheSameAddress()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync(_directory.File("redis"), CancellationToken.None);
        int port = redis.Port;
        Assert.Equal(["OK"], await RedisConversation.AskAsync(port, CancellationToken.None, "SET", "name", "value"));

        redis.Kill();
        await redis.StartAgainAsync(CancellationToken.None);

        Assert.Equal(port, redis.Port);
        Assert.Equal(["value"], await RedisConversation.AskAsync(port, CancellationToken.None, "GET", "name"));
        Assert.Equal(["name"], await RedisConversation.AskAsync(port, CancellationToken.None, "KEYS", "n*"));
        Assert.Empty(await RedisConversation.AskAsync(port, CancellationToken.None, "GET", "nothing"));
    }

    [Fact]
    public async Task Continue_AfterAPause_AnswersWhatWasAskedMeanwhile()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync(_directory.File("redis"), CancellationToken.None);
        redis.Pause();
        Task<IReadOnlyList<string>> asked = RedisConversation.AskAsync(redis.Port, CancellationToken.None, "PING");
        redis.Continue();

        Assert.Equal(["PONG"], await asked.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task ReadInfoAsync_AfterWrites_CountsThemOnDisk()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync(_directory.File("redis"), CancellationToken.None);
        RedisInfo before = await redis.ReadInfoAsync(CancellationToken.None);
        await RedisConversation.AskAsync(redis.Port, CancellationToken.None, "SET", "name", new string('x', 5_000));
        RedisInfo after = await redis.ReadInfoAsync(CancellationToken.None);

        Assert.InRange(after.AppendOnlyFileBytes - before.AppendOnlyFileBytes, 5_000, 6_000);
        Assert.InRange(after.NetworkInBytes - before.NetworkInBytes, 5_000, 6_000);
        Assert.True(after.Commands > before.Commands && after.Reads > before.Reads);
    }
}
