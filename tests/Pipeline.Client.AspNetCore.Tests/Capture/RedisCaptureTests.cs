using Pipeline.Client.Tests.Capture;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Protocol.Events;
using Pipeline.Testing;
using StackExchange.Redis;

namespace Pipeline.Client.AspNetCore.Tests.Capture;

public sealed class RedisCaptureTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncDisposable
{
    private readonly RecordedClient _recorded = new();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    [Fact]
    public async Task Commands_AreCountedByName()
    {
        await using ConnectionMultiplexer redis = (await ConnectionMultiplexer.ConnectAsync(server.Configuration)).WithPipeline();
        IDatabase database = redis.GetDatabase();
        EventRecord record = await _recorded.RunAsync(async () =>
        {
            await database.StringSetAsync("key", "value");
            Assert.Equal("value", await database.StringGetAsync("key"));
            Assert.True((await database.StringGetAsync("nosuch")).IsNull);
            await Task.Run(() => database.StringGet("key"));
        });
        Assert.Equal(["redis GET x3", "redis SET x1"], RecordedClient.Texts(record));
        Assert.All(record.Operations, operation => Assert.True(operation.Kind == OperationKind.Dependency && operation.TimeNs > 0));
    }

    [Fact]
    public async Task ManyCommands_OfOneCall_AreAllCounted()
    {
        await using ConnectionMultiplexer redis = (await ConnectionMultiplexer.ConnectAsync(server.Configuration)).WithPipeline();
        IDatabase database = redis.GetDatabase();
        EventRecord record = await _recorded.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => database.StringGetAsync("key"))));
        Assert.Equal(["redis GET x2000"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Command_ThatFails_IsCountedAsAFailure()
    {
        await using ConnectionMultiplexer redis = (await ConnectionMultiplexer.ConnectAsync(server.Configuration)).WithPipeline();
        IDatabase database = redis.GetDatabase();
        await database.StringSetAsync("text", "no number");
        EventRecord record = await _recorded.RunAsync(async () =>
        {
            await Assert.ThrowsAsync<RedisServerException>(OuterAsync);
            await database.StringGetAsync("text");
        });
        Assert.Equal(["redis (failed) x1 !1", "redis GET x1", "redis INCR x1"], RecordedClient.Texts(record));

        async Task OuterAsync() => await database.StringIncrementAsync("text");
    }

    [Fact]
    public async Task Commands_OutsideACall_AreNobodys()
    {
        await using ConnectionMultiplexer redis = (await ConnectionMultiplexer.ConnectAsync(server.Configuration)).WithPipeline();
        await redis.GetDatabase().StringGetAsync("key");
        EventRecord record = await _recorded.RunAsync(() => Task.CompletedTask);
        Assert.Empty(record.Operations);
    }

    [Fact]
    public async Task AddPipelineRedis_CapturesMultiplexersAsTheyAreCreated()
    {
        ServiceCollection services = new();
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(server.Configuration));
        services.AddKeyedSingleton<IConnectionMultiplexer>("second", (_, _) => ConnectionMultiplexer.Connect(server.Configuration));
        services.AddPipelineRedis();
        await using ServiceProvider provider = services.BuildServiceProvider();
        EventRecord record = await _recorded.RunAsync(async () =>
        {
            await provider.GetRequiredService<IConnectionMultiplexer>().GetDatabase().StringGetAsync("key");
            await provider.GetRequiredKeyedService<IConnectionMultiplexer>("second").GetDatabase().StringGetAsync("key");
        });
        Assert.Equal(2_000, record.Operations.Single(operation => operation.Name == "redis GET").CallsMilli);
    }

    [Fact]
    public void AddPipelineRedis_WithoutAMultiplexer_SaysSo()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddPipelineRedis());
        Assert.Contains("no IConnectionMultiplexer", exception.Message, StringComparison.Ordinal);
    }
}
