using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Pipeline.EventLog;
using Pipeline.EventLog.Redis;
using Pipeline.EventLog.Sqlite;
using Pipeline.Silo.Cluster;

namespace Pipeline.Silo.Storage;

/// <summary>Where events, snapshots and windows are kept: in a folder of this silo, or in the Redis that the silos of a cluster share.</summary>
/// <param name="Log">The event log; whoever resolves it from the container has it closed by the container.</param>
/// <param name="Snapshots">The snapshots beside it.</param>
/// <param name="Cells">The windows beside it.</param>
/// <param name="Place">Where that is, for people, without secrets.</param>
internal sealed record EventStore(IEventLog Log, ISnapshotStore Snapshots, ICellStore Cells, string Place)
{
    /// <summary>Bounds of either store; a setting that the store in use does not have is passed over.</summary>
    public const string Section = "Pipeline:EventLog";

    /// <summary>Blocks until the log is open: nothing can be served before.</summary>
    public static EventStore Open(IServiceProvider services)
    {
        RedisOptions redis = services.GetRequiredService<IOptions<RedisOptions>>().Value;
        return redis.IsUsed ? OpenRedis(services, redis) : OpenFolder(services);
    }

    private static EventStore OpenFolder(IServiceProvider services)
    {
        SqliteEventLogOptions options = new() { DataDirectory = services.GetRequiredService<IOptions<SiloOptions>>().Value.DataDirectory };
        services.GetRequiredService<IConfiguration>().GetSection(Section).Bind(options);
        SqliteEventLog log = SqliteEventLog.OpenAsync(
            options,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IMeterFactory>()).GetAwaiter().GetResult();
        return new EventStore(log, log, log, Path.GetFullPath(options.DataDirectory));
    }

    private static EventStore OpenRedis(IServiceProvider services, RedisOptions redis)
    {
        RedisEventLogOptions options = new() { Configuration = redis.Configuration! };
        services.GetRequiredService<IConfiguration>().GetSection(Section).Bind(options);
        (options.Configuration, options.KeyPrefix, options.AllowLoss) = (redis.Configuration!, redis.KeyPrefix, redis.AllowLoss);
        RedisEventLog log = RedisEventLog.OpenAsync(
            options,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IMeterFactory>()).GetAwaiter().GetResult();
        return new EventStore(log, log, log, "Redis at " + redis.Servers);
    }
}
