using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>Asks a Redis server on this machine now and then: one command, over a connection of its own.</summary>
internal static class RedisConversation
{
    private const int TextSizeMax = 1 << 20;
    private const int TextsMax = 100_000;

    /// <summary>The texts of the answer: one of a string or number, several of a list, none of nothing.</summary>
    /// <exception cref="BenchException">The server refuses the command, or is no Redis server.</exception>
    public static async Task<IReadOnlyList<string>> AskAsync(int port, CancellationToken cancellationToken, params string[] command)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        NetworkStream stream = client.GetStream();
        StringBuilder request = new();
        request.Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (string word in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.Latin1.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ToString()), cancellationToken);

        // One character a byte, so that lengths in bytes are lengths in characters.
        using StreamReader reader = new(stream, Encoding.Latin1);
        List<string> texts = [];
        await ReadAsync(reader, port, texts, cancellationToken);
        return texts;
    }

    private static async Task ReadAsync(StreamReader reader, int port, List<string> texts, CancellationToken cancellationToken)
    {
        string line = await reader.ReadLineAsync(cancellationToken) ?? throw new BenchException($"the server at port {port} broke off its answer");
        switch (line)
        {
            case ['+' or ':', .. string text]:
                texts.Add(text);
                break;
            case ['$', .. string digits] when TryCount(digits, TextSizeMax, out int length):
                char[] characters = new char[length + 2];
                if (await reader.ReadBlockAsync(characters, cancellationToken) != characters.Length)
                    throw new BenchException($"the server at port {port} broke off its answer");
                texts.Add(new string(characters, 0, length));
                break;
            case ['*', .. string digits] when TryCount(digits, TextsMax, out int count):
                for (int index = 0; index < count; index++)
                    await ReadAsync(reader, port, texts, cancellationToken);
                break;
            case "$-1" or "*-1":
                break;
            default:
                throw new BenchException($"the server at port {port} answers '{line}'");
        }
    }

    private static bool TryCount(string digits, int max, out int count) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= max;
}
