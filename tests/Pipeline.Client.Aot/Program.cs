using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pipeline.Client;
using Pipeline.Client.Aot;
using Pipeline.Client.Capture;

// Everything of the client that trimming could break, against a transport that counts: recording, capture of HttpClient and of a driver's activities.
CountingTransport transport = new();
PipelineClientOptions options = new() { Sampling = { Probability = 1 }, Guard = { OverheadMax = 1 } };
using IDisposable capture = OperationCapture.Start();
await using PipelineClient client = new(options, clock: null, transport);

using TcpListener listener = new(IPAddress.Loopback, 0);
listener.Start();
int port = ((IPEndPoint)listener.LocalEndpoint).Port;
Task answering = AnswerAsync(listener);

using ActivitySource driver = new("Npgsql");
using (Call call = client.Begin("checkout", "premium"))
{
    using HttpClient http = new();
    await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"));
    using (Activity? activity = driver.StartActivity("shop", ActivityKind.Client))
        activity?.SetTag("db.query.text", "SELECT * FROM orders");
    call.Count("json.dumps", 847);
}

await answering;
bool flushed = await client.FlushAsync(CancellationToken.None);
string[] expected = [$"http GET 127.0.0.1:{port} x1", "json.dumps x847", "postgresql SELECT orders x1"];
string[] found = [.. transport.Operations.Order(StringComparer.Ordinal)];
Console.WriteLine($"flushed {flushed}: {string.Join(", ", found)}");
return flushed && found.SequenceEqual(expected) ? 0 : 1;

static async Task AnswerAsync(TcpListener listener)
{
    using TcpClient accepted = await listener.AcceptTcpClientAsync();
    using StreamReader reader = new(accepted.GetStream(), Encoding.ASCII);
    while (await reader.ReadLineAsync() is { Length: > 0 })
    {
    }

    await accepted.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray());
}
