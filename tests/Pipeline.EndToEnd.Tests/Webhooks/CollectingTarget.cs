using System.Collections.Concurrent;
using System.Text;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>A target that keeps what it is sent, and answers with the status that a test sets.</summary>
internal sealed class CollectingTarget : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly ScriptedTarget _target;

    public CollectingTarget() => _target = new ScriptedTarget(async (stream, _, cancellationToken) =>
    {
        string request = await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
        int headersEnd = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Dictionary<string, string> headers = request[..headersEnd].Split("\r\n").Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        _received.Enqueue(new Received(headers, Encoding.Latin1.GetBytes(request[(headersEnd + 4)..])));
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {Status} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"), cancellationToken);
        _arrived.Release();
    });

    public int Status { get; set; } = 204;

    public string Url => $"http://127.0.0.1:{_target.Port}/hook";

    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>Waits for the next message.</summary>
    public async Task AwaitNextAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        await _arrived.WaitAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        _arrived.Dispose();
    }

    /// <summary>A message as it arrived.</summary>
    internal sealed record Received(IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Id => Headers["webhook-id"];
    }
}
