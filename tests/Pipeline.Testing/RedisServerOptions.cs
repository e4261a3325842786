namespace Pipeline.Testing;

/// <summary>How a <see cref="RedisServer"/> runs.</summary>
public sealed class RedisServerOptions
{
    /// <summary>Whether every write is on disk before it is answered; else it keeps nothing.</summary>
    public bool IsSynced { get; init; }

    /// <summary>Whether it listens on a port, too: for programs that take no socket file.</summary>
    public bool UsesPort { get; init; }

    /// <summary>The program; null for <c>redis-server</c> on the PATH.</summary>
    public string? Path { get; init; }

    /// <summary>Further options, as on its command line.</summary>
    public string[] Arguments { get; init; } = [];
}
