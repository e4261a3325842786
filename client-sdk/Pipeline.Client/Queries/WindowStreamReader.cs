using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

/// <summary>Reads the live stream over as many connections as it takes.</summary>
internal sealed class WindowStreamReader(QueryTransport transport, PipelineQueryOptions options, WindowStreamQuestion question) : IAsyncDisposable
{
    private const string MediaType = "text/event-stream";

    private string? _lastId = question.LastEventId;
    private TimeSpan _reconnectAfter = options.RetryAfterDefault;
    private int _failureCount;
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<SseItem<StreamedWindow?>>? _events;

    /// <summary>The next window or gap, however often the connection has to be made anew.</summary>
    public async Task<StreamedWindow> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_events is null)
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                while (await _events!.MoveNextAsync().ConfigureAwait(false))
                {
                    if (Take(_events.Current) is not { } taken)
                        continue;
                    _failureCount = 0;
                    return taken;
                }

                if (_failureCount >= options.ReconnectCountMax)
                    throw new HttpRequestException("The stream ended again and again.");
            }
            catch (Exception exception) when (IsWorthReconnecting(exception, cancellationToken) && _failureCount < options.ReconnectCountMax)
            {
                // Whatever broke, the next connection goes on where this one stopped.
            }

            await DisposeAsync().ConfigureAwait(false);
            _failureCount++;
            await Task.Delay(_reconnectAfter, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null)
            await _events.DisposeAsync().ConfigureAwait(false);
        _response?.Dispose();
        _events = null;
        _response = null;
    }

    /// <summary>Null for events of kinds that a later silo may send.</summary>
    private StreamedWindow? Take(SseItem<StreamedWindow?> item)
    {
        if (item.ReconnectionInterval is { } interval && interval <= options.RetryAfterMax)
            _reconnectAfter = interval;
        _lastId = string.IsNullOrEmpty(item.EventId) ? _lastId : item.EventId;
        return item.Data is { } data ? data with { Id = _lastId } : null;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        QueryString text = new("/api/v1/stream");
        text.Add("endpoint", question.Endpoint);
        text.Add("segment", question.Segment);
        text.Add("width", string.Create(CultureInfo.InvariantCulture, $"{question.Width.TotalSeconds}s"));
        _response = await transport.SendAsync(text, Prepare, cancellationToken).ConfigureAwait(false);
        if (_response.Content.Headers.ContentType?.MediaType != MediaType)
            throw new PipelineQueryException($"{text}: the answer is not that of a Pipeline silo.", _response.StatusCode, null, null, null);
        Stream body = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        _events = SseParser.Create(new WatchedStream(body, options.SilenceMax, options.Clock), Parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private void Prepare(HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd(MediaType);
        if (_lastId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", _lastId);
    }

    private static StreamedWindow? Parse(string eventType, ReadOnlySpan<byte> data)
    {
        try
        {
            return eventType switch
            {
                "window" => new StreamedWindow(null, JsonSerializer.Deserialize(data, ReportJsonContext.Default.WindowReport), null),
                "gap" => new StreamedWindow(null, null, JsonSerializer.Deserialize(data, ReportJsonContext.Default.GapReport)),
                _ => null,
            };
        }
        catch (JsonException exception)
        {
            throw new PipelineQueryException("The stream holds an event that is not that of a Pipeline silo.", HttpStatusCode.OK, null, null, null, exception);
        }
    }

    private static bool IsWorthReconnecting(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        PipelineQueryException problem => (int)problem.Status is 429 or >= 500,
        HttpRequestException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };
}
