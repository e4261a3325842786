using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Redis;
using Pipeline.EventLog.Tests.Contract;
using Pipeline.Testing;
using StackExchange.Redis;

namespace Pipeline.EventLog.Tests.Redis;

/// <summary>A log in a Redis of its own, which the test may stop, fill and write to.</summary>
public sealed class RedisLogDriver : LogDriver
{
    private readonly List<RedisEventLog> _others = [];
    private RedisEventLog? _log;
    private ConnectionMultiplexer? _connection;

    private RedisLogDriver(RedisServerOptions? server, Action<RedisEventLogOptions>? configure)
    {
        Server = RedisServer.Create(server ?? new RedisServerOptions { IsSynced = true, Path = ServerPath });
        Options = new RedisEventLogOptions { Configuration = Server.Configuration };
        configure?.Invoke(Options);
    }

    /// <summary>The server program that the tests run; <c>PIPELINE_REDIS_SERVER</c> names another, such as one that knows WAITAOF.</summary>
    public static string? ServerPath { get; } = Environment.GetEnvironmentVariable("PIPELINE_REDIS_SERVER") is { Length: > 0 } path ? path : null;

    public RedisServer Server { get; }

    public RedisEventLogOptions Options { get; }

    public RedisEventLog Redis => _log ?? throw new InvalidOperationException("The log is not open.");

    public override IEventLog Log => Redis;

    public override ISnapshotStore Snapshots => Redis;

    public override ICellStore Cells => Redis;

    public override long CommitCount => Redis.Instruments.Statistics.Commits;

    /// <summary>A connection of the test's own.</summary>
    public IDatabase Database => (_connection ??= ConnectionMultiplexer.Connect(Server.Configuration + ",allowAdmin=true")).GetDatabase();

    public static async Task<RedisLogDriver> CreateAsync(RedisServerOptions? server = null, Action<RedisEventLogOptions>? configure = null)
    {
        RedisLogDriver driver = new(server, configure);
        try
        {
            await driver.OpenAsync();
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }

        return driver;
    }

    public static async Task<bool> HasWaitAofAsync(RedisServer server)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.Configuration);
        return connection.GetServers()[0].Version >= new Version(7, 2);
    }

    public async Task OpenAsync() => _log = await RedisEventLog.OpenAsync(Options, Clock, NullLoggerFactory.Instance);

    /// <summary>A second log on the same Redis, as another silo has.</summary>
    public async Task<RedisEventLog> OpenAnotherAsync()
    {
        RedisEventLog other = await RedisEventLog.OpenAsync(Options, Clock, NullLoggerFactory.Instance);
        _others.Add(other);
        return other;
    }

    public async Task ReopenAsync()
    {
        await Redis.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>Lets the log look after Redis until it admits again.</summary>
    public async Task AwaitRoomAsync()
    {
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        while (!Log.HasRoomFor(1))
        {
            hang.Token.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromSeconds(1));
            await PingAsync();
        }
    }

    /// <summary>A round trip to Redis, whatever becomes of it: the log's own look, which goes the same way, is through by then or soon.</summary>
    public async Task PingAsync()
    {
        try
        {
            await Database.PingAsync();
        }
        catch (RedisException)
        {
            // It is away, as the test wants it.
        }
        catch (TimeoutException)
        {
            // It stands still.
        }
    }

    public override void HoldCommits() => Database.Execute("CLIENT", "PAUSE", "600000", "WRITE");

    public override void ReleaseCommits() => Database.Execute("CLIENT", "UNPAUSE");

    public override void BreakCommits() => Database.Execute("ACL", "SETUSER", "default", "-evalsha");

    public override void MendCommits() => Database.Execute("ACL", "SETUSER", "default", "+evalsha");

    public override void DamageLatestSnapshot(StreamName stream)
    {
        string key = $"pipeline:log:s{Database.HashGet($"pipeline:log:m:{stream}", "l")}:{stream}";
        FlipBit(key, 0);
    }

    public void FlipBit(string key, long byteIndex)
    {
        byte[] bytes = (byte[])Database.StringGet(key)!;
        bytes[byteIndex] ^= 1;
        Database.StringSet(key, bytes);
    }

    public override async ValueTask DisposeAsync()
    {
        // Whatever a test has done to it, what still waits for Redis must end.
        Server.Kill();
        foreach (RedisEventLog log in _others)
            await log.DisposeAsync();
        if (_log is not null)
            await _log.DisposeAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
        Server.Dispose();
    }
}
