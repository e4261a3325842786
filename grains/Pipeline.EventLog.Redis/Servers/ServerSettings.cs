using System.Globalization;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Servers;

/// <summary>What a Redis says of itself that decides whether the log may be kept in it.</summary>
internal sealed class ServerSettings
{
    private static readonly Version s_shebangVersion = new(7, 0);
    private static readonly Version s_waitAofVersion = new(7, 2);

    private readonly Dictionary<string, string> _info = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _configuration = new(StringComparer.Ordinal);
    private string? _configurationRefusal;

    private ServerSettings()
    {
    }

    /// <summary>Identity of the running server: another one after each start of it, and of the one that a failover leads to.</summary>
    public string RunId => _info.GetValueOrDefault("run_id") ?? "";

    /// <summary>Whether a commit is durable only once WAITAOF says so.</summary>
    public bool UsesWaitAof => Version >= s_waitAofVersion && HasAppendOnlyFile;

    /// <summary>Whether others see a write before it is on disk: Redis syncs later than it answers, and WAITAOF tells when.</summary>
    public bool SyncsLater =>
        UsesWaitAof && !(_configuration.GetValueOrDefault("appendfsync") == "always"
            && _configuration.GetValueOrDefault("no-appendfsync-on-rewrite") == "no");

    /// <summary>Bound on Redis' memory, bytes; 0 without one.</summary>
    public long MemoryBytesMax => Number("maxmemory");

    /// <summary>Bytes that Redis holds against that bound.</summary>
    public long MemoryBytes => Number("used_memory");

    private Version Version => Version.TryParse(_info.GetValueOrDefault("redis_version"), out Version? version) ? version : new Version(0, 0);

    private bool HasAppendOnlyFile => Number("aof_enabled") == 1;

    public static async Task<ServerSettings> ReadAsync(IDatabaseAsync database)
    {
        ServerSettings settings = await ReadMemoryAsync(database, "default").ConfigureAwait(false);
        try
        {
            RedisResult answer = await database.ExecuteAsync("CONFIG", "GET", "append*").ConfigureAwait(false);
            settings.AddConfiguration(answer);
            settings.AddConfiguration(await database.ExecuteAsync("CONFIG", "GET", "no-appendfsync-on-rewrite").ConfigureAwait(false));
        }
        catch (RedisServerException exception)
        {
            settings._configurationRefusal = exception.Message;
        }

        return settings;
    }

    /// <summary>Reads one section of INFO only.</summary>
    public static async Task<ServerSettings> ReadMemoryAsync(IDatabaseAsync database, string section = "memory")
    {
        ServerSettings settings = new();
        string info = (string?)await database.ExecuteAsync("INFO", section).ConfigureAwait(false) ?? "";
        foreach (string line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                settings._info[line[..colon]] = line[(colon + 1)..];
        }

        return settings;
    }

    /// <summary>Why the log cannot be kept in this Redis at all; null if it can.</summary>
    public string? FindDefect()
    {
        if (Version < s_shebangVersion)
            return $"It is version {_info.GetValueOrDefault("redis_version", "unknown")}: 7.0 or later is needed.";
        if (Number("cluster_enabled") == 1)
            return "It is part of a Redis Cluster, which is not supported: a script's keys would lie on several servers.";
        if (_info.GetValueOrDefault("role") is { } role && role != "master")
            return $"It is a {role}: the log must be written to the master.";
        return FindEviction();
    }

    /// <summary>Whether Redis may throw entries away when it is full.</summary>
    public string? FindEviction() =>
        MemoryBytesMax > 0 && _info.GetValueOrDefault("maxmemory_policy") is { } policy && policy != "noeviction"
            ? $"Its maxmemory-policy is {policy}: set noeviction, or it throws entries away when it is full."
            : null;

    /// <summary>Why this Redis can lose what it has acknowledged; null if it cannot.</summary>
    public string? FindLoss()
    {
        if (!HasAppendOnlyFile)
            return "It writes no append-only file: set 'appendonly yes'.";
        if (UsesWaitAof)
        {
            return _configuration.GetValueOrDefault("appendfsync") == "no"
                ? "It never syncs its append-only file: set 'appendfsync always' (or 'everysec', and wait up to a second a commit)."
                : null;
        }

        if (_configurationRefusal is not null)
            return $"Whether it syncs its append-only file cannot be asked, since CONFIG GET is refused ({_configurationRefusal}); "
                + "allow it, or use Redis 7.2 or later, where WAITAOF tells.";
        if (_configuration.GetValueOrDefault("appendfsync") is var sync && sync != "always")
            return $"It answers before its append-only file is synced: appendfsync is {sync ?? "unknown"}; set 'appendfsync always', or use "
                + "Redis 7.2 or later, where WAITAOF is used.";
        return _configuration.GetValueOrDefault("no-appendfsync-on-rewrite") == "no"
            ? null
            : "It does not sync while it rewrites its append-only file: set 'no-appendfsync-on-rewrite no'.";
    }

    private long Number(string name) =>
        long.TryParse(_info.GetValueOrDefault(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : 0;

    private void AddConfiguration(RedisResult answer)
    {
        foreach ((string name, RedisResult value) in answer.ToDictionary())
            _configuration[name] = value.ToString();
    }
}
