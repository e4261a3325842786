using System.Net;
using System.Net.Sockets;
using System.Text;
using Pipeline.Cli.Bench;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>One keep-alive connection that asks, waits for the answer and asks again; bare sockets, since it shares the processors with the service.</summary>
internal sealed class HttpLoad(Uri service, string path) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {service.Authority}\r\n\r\n");
    private readonly byte[] _answer = new byte[64 * 1_024];

    public Task ConnectAsync(CancellationToken cancellationToken)
        => _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, service.Port), cancellationToken).AsTask();

    /// <summary>Asks until told to stop.</summary>
    /// <returns>How many times it was answered 200.</returns>
    /// <exception cref="BenchException">It was answered otherwise.</exception>
    public async Task<long> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        long count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            await _socket.SendAsync(_request, cancellationToken);
            await ReceiveAsync(cancellationToken);
        }

        return count;
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        int length = 0;
        int needed = -1;
        while (needed < 0 || length < needed)
        {
            int received = await _socket.ReceiveAsync(_answer.AsMemory(length), cancellationToken);
            if (received == 0)
                throw new BenchException($"the service closed the connection, or its answer is over {_answer.Length} bytes");
            length += received;
            if (needed < 0)
                needed = SizeOf(_answer.AsSpan(0, length));
        }
    }

    /// <summary>Size of the answer with its head; -1 if the head is not complete.</summary>
    private static int SizeOf(ReadOnlySpan<byte> answer)
    {
        int end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return -1;
        ReadOnlySpan<byte> head = answer[..end];
        int field = head.IndexOf("Content-Length: "u8);
        if (!head.StartsWith("HTTP/1.1 200"u8) || field < 0)
            throw new BenchException($"the service answered: {Encoding.UTF8.GetString(head)}");
        ReadOnlySpan<byte> digits = head[(field + "Content-Length: ".Length)..];
        int digitsEnd = digits.IndexOf((byte)'\r');
        return end + 4 + int.Parse(digitsEnd < 0 ? digits : digits[..digitsEnd], System.Globalization.CultureInfo.InvariantCulture);
    }
}
