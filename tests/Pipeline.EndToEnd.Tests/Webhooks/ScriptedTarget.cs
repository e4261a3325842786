using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>A target that answers byte for byte what a test says, on a free port of the loopback.</summary>
internal sealed class ScriptedTarget : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Stream, Socket, CancellationToken, Task> _answer;
    private readonly Task _accepting;
    private int _connections;

    public ScriptedTarget(Func<Stream, Socket, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Reads the request, then answers this and closes.</summary>
    public ScriptedTarget(string answer)
        : this(async (stream, _, cancellationToken) =>
        {
            await ReadRequestAsync(stream, cancellationToken);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), cancellationToken);
        })
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The request's first line and headers, then its body.</summary>
    public static async Task<string> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                return text.ToString();
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            string whole = text.ToString();
            int headersEnd = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (headersEnd < 0)
                continue;
            string length = whole[..headersEnd].Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
            if (whole.Length >= headersEnd + 4 + int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))
                return whole;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                running.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            await _answer(client.GetStream(), client.Client, _stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The sender has gone, or the test is over.
        }
    }
}
