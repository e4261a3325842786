using System.Globalization;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>What a Redis server says of itself: the lines <c>name:number</c> of its <c>INFO</c>.</summary>
internal sealed class RedisInfo
{
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    private RedisInfo()
    {
    }

    /// <summary>Commands carried out since the start.</summary>
    public long Commands => _numbers.GetValueOrDefault("total_commands_processed");

    /// <summary>Bytes that clients sent since the start.</summary>
    public long NetworkInBytes => _numbers.GetValueOrDefault("total_net_input_bytes");

    /// <summary>Bytes sent to clients since the start.</summary>
    public long NetworkOutBytes => _numbers.GetValueOrDefault("total_net_output_bytes");

    /// <summary>
    /// Times that something was read from a client's connection. All that is read in one turn of the server's loop shares one write to the
    /// append-only file and one fsync: there are no more of these than reads.
    /// </summary>
    public long Reads => _numbers.GetValueOrDefault("total_reads_processed");

    /// <summary>Size of the append-only file.</summary>
    public long AppendOnlyFileBytes => _numbers.GetValueOrDefault("aof_current_size");

    /// <summary>Asks over a connection of its own.</summary>
    /// <exception cref="BenchException">The answer is not that of a Redis server.</exception>
    public static async Task<RedisInfo> ReadAsync(int port, CancellationToken cancellationToken)
    {
        RedisInfo info = new();
        foreach (string line in string.Concat(await RedisConversation.AskAsync(port, cancellationToken, "INFO")).Split("\r\n"))
        {
            if (line.Split(':', 2) is [string name, string value] && long.TryParse(value, CultureInfo.InvariantCulture, out long number))
                info._numbers[name] = number;
        }

        return info;
    }
}
