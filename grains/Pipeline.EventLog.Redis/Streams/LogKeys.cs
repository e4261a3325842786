using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Streams;

/// <summary>The keys that belong to no stream. Drawn in docs/event-log-redis.md.</summary>
internal sealed class LogKeys(string prefix)
{
    /// <summary>What all keys of the log begin with.</summary>
    public string Prefix { get; } = prefix + ":log:";

    /// <summary>Hash: identity and format of the store.</summary>
    public RedisKey Store { get; } = prefix + ":log:store";

    /// <summary>Set: every stream's name.</summary>
    public RedisKey Names { get; } = prefix + ":log:names";

    /// <summary>String: empty; written to only so that WAITAOF waits for what was written before.</summary>
    public RedisKey Sync { get; } = prefix + ":log:sync";

    /// <summary>String: held by the process whose turn it is to remove old entries.</summary>
    public RedisKey Retention { get; } = prefix + ":log:retention";
}
