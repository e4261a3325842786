using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pipeline.Client.Webhooks;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>An HTTP server on a port of this machine's own that keeps what it is sent, and can fall ill in several ways.</summary>
internal sealed class BenchTarget : IAsyncDisposable
{
    private const int HeadersSizeMax = 16 * 1_024;
    private const int BodySizeMax = 1 << 20;
    private const int MessagesMax = 100_000;

    private readonly Lock _gate = new();
    private readonly List<TargetMessage> _messages = [];
    private Era _era;

    public BenchTarget(TargetMode mode = TargetMode.Takes)
    {
        _era = new Era(this, mode, port: 0);
        Port = _era.Port;
    }

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/hook");

    /// <summary>What signatures are verified with; null verifies none.</summary>
    public WebhookVerifier? Verifier { get; set; }

    /// <summary>Told of each message before it is answered, so that something can happen in between; null for nothing.</summary>
    public Func<TargetMessage, Task>? Arriving { get; set; }

    /// <summary>Everything so far, in the order of arrival.</summary>
    public IReadOnlyList<TargetMessage> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    /// <summary>Changes how it treats who sends; connections that are open are closed.</summary>
    public async Task BecomeAsync(TargetMode mode)
    {
        await _era.DisposeAsync();
        _era = new Era(this, mode, Port);
    }

    public ValueTask DisposeAsync() => _era.DisposeAsync();

    private TargetMessage Keep(TargetMode mode, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        string? id = headers.GetValueOrDefault("webhook-id");
        WebhookFault fault = Verifier?.Check(body, id, headers.GetValueOrDefault("webhook-timestamp"), headers.GetValueOrDefault("webhook-signature")) ?? WebhookFault.None;
        using JsonDocument document = JsonDocument.Parse(body);
        TargetMessage message = new(id ?? string.Empty, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), mode, fault, document.RootElement.Clone());
        lock (_gate)
        {
            if (_messages.Count >= MessagesMax)
                throw new BenchException("a target was sent more than it can keep");
            _messages.Add(message);
        }

        return message;
    }

    /// <summary>The time in which it treats everybody alike.</summary>
    private sealed class Era : IAsyncDisposable
    {
        private readonly BenchTarget _target;
        private readonly TargetMode _mode;
        private readonly CancellationTokenSource _ended = new();
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly Task _serving;

        public Era(BenchTarget target, TargetMode mode, int port)
        {
            _target = target;
            _mode = mode;

            // Bound even when nobody listens, so that the port cannot become somebody else's.
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (mode != TargetMode.Refuses)
                _socket.Listen();
            _serving = mode == TargetMode.Refuses ? Task.CompletedTask : AcceptAsync();
        }

        public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            _socket.Dispose();
            await _serving;
            _ended.Dispose();
        }

        private async Task AcceptAsync()
        {
            List<Task> connections = [];
            try
            {
                while (true)
                {
                    Socket connection = await _socket.AcceptAsync(_ended.Token);
                    connections.RemoveAll(static task => task.IsCompletedSuccessfully);
                    connections.Add(ServeAsync(connection));
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(connections);
            }
        }

        private async Task ServeAsync(Socket connection)
        {
            try
            {
                await using NetworkStream stream = new(connection, ownsSocket: true);
                while (await ReadAsync(stream) is var (headers, body))
                {
                    TargetMessage message = _target.Keep(_mode, headers, body);
                    if (_target.Arriving is { } arriving)
                        await arriving(message);
                    if (_mode == TargetMode.NeverAnswers)
                        await Task.Delay(Timeout.InfiniteTimeSpan, _ended.Token);
                    string status = _mode == TargetMode.Takes ? "204 No Content" : "500 Internal Server Error\r\ncontent-length: 0";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n\r\n"), _ended.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The sender has gone, or the era is over.
            }
        }

        /// <summary>The next request of a connection; null at its end.</summary>
        private async Task<(IReadOnlyDictionary<string, string> Headers, byte[] Body)?> ReadAsync(NetworkStream stream)
        {
            byte[] buffer = new byte[HeadersSizeMax];
            int filled = 0;
            int headersEnd;
            while ((headersEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            {
                int read = filled < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(filled), _ended.Token) : 0;
                if (read == 0)
                    return null;
                filled += read;
            }

            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            foreach (string line in Encoding.Latin1.GetString(buffer, 0, headersEnd).Split("\r\n").Skip(1))
            {
                string[] parts = line.Split(':', 2);
                headers[parts[0].Trim()] = parts[^1].Trim();
            }

            int length = int.Parse(headers.GetValueOrDefault("content-length") ?? "0", CultureInfo.InvariantCulture);
            if (length is < 0 or > BodySizeMax)
                return null;
            byte[] body = new byte[length];
            int early = Math.Min(filled - headersEnd - 4, length);
            buffer.AsSpan(headersEnd + 4, early).CopyTo(body);
            await stream.ReadExactlyAsync(body.AsMemory(early), _ended.Token);
            return (headers, body);
        }
    }
}
