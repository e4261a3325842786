using StackExchange.Redis;

namespace Pipeline.Silo.Cluster;

/// <summary>The Redis that a cluster shares. Section <c>Pipeline:Redis</c> of the configuration.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Pipeline:Redis";

    /// <summary>
    /// Where Redis is, as StackExchange.Redis is told, such as <c>127.0.0.1:6379</c>. Unset, the default: one silo, which keeps its data in a folder.
    /// </summary>
    public string? Configuration { get; set; }

    /// <summary>What every key begins with, so that installations can share a Redis. Default <c>pipeline</c>.</summary>
    public string KeyPrefix { get; set; } = "pipeline";

    /// <summary>
    /// Whether the silo starts though Redis may lose what it has acknowledged. Default false: every acknowledged write must be on disk.
    /// </summary>
    public bool AllowLoss { get; set; }

    /// <summary>Whether there is a Redis, and so a cluster.</summary>
    public bool IsUsed => !string.IsNullOrWhiteSpace(Configuration);

    /// <summary>Its servers, without the password and other options that the configuration may hold.</summary>
    public string Servers => string.Join(',', ConfigurationOptions.Parse(Configuration!).EndPoints.Select(static server => server.ToString()));

    /// <summary>What every key begins with, separator included.</summary>
    public string KeyStart => KeyPrefix + ":";
}
