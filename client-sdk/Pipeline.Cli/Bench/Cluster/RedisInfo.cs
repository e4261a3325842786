using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>What a Redis server says of itself: the lines <c>name:number</c> of its <c>INFO</c>.</summary>
internal sealed class RedisInfo
{
    private const int AnswerSizeMax = 1 << 20;

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
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("INFO\r\n"u8.ToArray(), cancellationToken);
        using StreamReader reader = new(stream, Encoding.UTF8);

        // A bulk string: `$LENGTH`, then so many bytes; the text is ASCII.
        string? head = await reader.ReadLineAsync(cancellationToken);
        if (head is not ['$', .. string digits] || !int.TryParse(digits, CultureInfo.InvariantCulture, out int length) || length is < 0 or > AnswerSizeMax)
            throw new BenchException($"the server at port {port} is no Redis: it answers '{head}'");
        char[] text = new char[length];
        if (await reader.ReadBlockAsync(text, cancellationToken) != length)
            throw new BenchException($"the server at port {port} broke off its answer");
        RedisInfo info = new();
        foreach (string line in new string(text).Split("\r\n"))
        {
            if (line.Split(':', 2) is [string name, string value] && long.TryParse(value, CultureInfo.InvariantCulture, out long number))
                info._numbers[name] = number;
        }

        return info;
    }
}
