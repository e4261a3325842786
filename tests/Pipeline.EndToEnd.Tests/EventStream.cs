using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary>A client of Server-Sent Events, as a browser reads them.</summary>
internal sealed class EventStream : IDisposable
{
    /// <summary>Only a hang takes so long, on a busy machine too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private bool _isEnded;

    private EventStream(HttpClient http, HttpResponseMessage response, StreamReader reader)
    {
        _http = http;
        _response = response;
        _reader = reader;
    }

    public HttpResponseMessage Response => _response;

    /// <summary>Connects, and reads up to the first empty line, which says that the client listens.</summary>
    /// <param name="silo">Whose stream.</param>
    /// <param name="query">After the question mark.</param>
    /// <param name="lastEventId">The id to go on from.</param>
    /// <param name="receiveBufferSize">Bytes that the operating system takes in while nobody reads; 0 leaves that to it.</param>
    public static async Task<EventStream> OpenAsync(SiloProcess silo, string query, string? lastEventId = null, int receiveBufferSize = 0)
    {
        HttpClient http = new(new SocketsHttpHandler { ConnectCallback = (context, cancellationToken) => ConnectAsync(context, receiveBufferSize, cancellationToken) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(silo.Url + "/api/v1/stream?" + query));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        EventStream stream = new(http, response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        if (response.IsSuccessStatusCode)
            Assert.Null(await stream.ReadBlockAsync());
        return stream;
    }

    /// <summary>The next event, passing comments over; null at the end of the stream.</summary>
    public async Task<(string Type, string? Id, JsonNode Data)?> ReadAsync()
    {
        while (!_isEnded)
        {
            if (await ReadBlockAsync() is { } read)
                return read;
        }

        return null;
    }

    /// <summary>The next window; fails on anything else.</summary>
    public async Task<(string Id, JsonNode Data)> ReadWindowAsync()
    {
        (string type, string? id, JsonNode data) = await ReadAsync() ?? throw new EndOfStreamException("The stream has ended.");
        Assert.True(type == "window" && id is not null, $"{type} {data.ToJsonString()}");
        return (id!, data);
    }

    /// <summary>Awaits a comment.</summary>
    public async Task<string> ReadCommentAsync()
    {
        while (true)
        {
            string line = await ReadLineAsync() ?? throw new EndOfStreamException("The stream has ended.");
            if (line.StartsWith(':'))
                return line;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
        _http.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, int receiveBufferSize, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferSize > 0)
            socket.ReceiveBufferSize = receiveBufferSize;
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Lines up to an empty one; null if they were no event.</summary>
    private async Task<(string Type, string? Id, JsonNode Data)?> ReadBlockAsync()
    {
        string type = "message";
        string? id = null;
        string? data = null;
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            string value = colon < 0 ? string.Empty : line[(colon + 2)..];
            switch (colon <= 0 ? string.Empty : line[..colon])
            {
                case "event":
                    type = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    data = value;
                    break;
            }
        }

        return data is null ? null : (type, id, JsonNode.Parse(data)!);
    }

    private async Task<string?> ReadLineAsync()
    {
        string? line = await _reader.ReadLineAsync().WaitAsync(Patience);
        _isEnded |= line is null;
        return line;
    }
}
