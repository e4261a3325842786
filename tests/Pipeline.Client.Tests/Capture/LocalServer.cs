using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Client.Tests.Capture;

/// <summary>A web server of one connection a request: its status is the path, if that is a number; <c>/held</c> waits until it is released.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LocalServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>Ends when a request for /held has come in.</summary>
    public Task Held => _held.Task;

    /// <summary>The header lines of the request that was answered last.</summary>
    public IReadOnlyList<string> LastHeaders { get; private set; } = [];

    public void Release() => _released.TrySetResult();

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using StreamReader reader = new(client.GetStream(), Encoding.ASCII);
            string path = (await reader.ReadLineAsync() ?? "x /").Split(' ')[1].Trim('/');
            List<string> headers = [];
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
                headers.Add(line);
            LastHeaders = headers;
            if (path == "held")
            {
                _held.TrySetResult();
                await _released.Task;
            }

            string status = path.Length == 3 && path.All(char.IsAsciiDigit) ? path : "200";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    }
}
