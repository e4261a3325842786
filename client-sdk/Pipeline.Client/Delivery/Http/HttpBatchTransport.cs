using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;
using Pipeline.Client.Capture.Http;

namespace Pipeline.Client.Delivery.Http;

/// <summary>Brings batches to a silo by <c>POST /v1/events</c>, and to another one of the list while that cannot take them.</summary>
/// <remarks>
/// Thread-safe. Its requests leave no trace: no activity is started, no trace header is sent and no diagnostic event is raised, so a client that
/// picks up HTTP calls by itself never sees its own.
/// </remarks>
internal sealed class HttpBatchTransport : IBatchTransport
{
    /// <summary>An answer names a hundred rejected events at most; what is longer was not written by a silo.</summary>
    private const int AnswerSizeBytesMax = 1 << 20;

    /// <summary>Below this a compressed body is hardly smaller.</summary>
    private const int CompressedSizeBytesMin = 1_024;

    /// <summary>
    /// Measured on batches of 7 to 670 kB: 58 to 86 % of the bytes at 200 to 260 MB/s; gzip at its fastest 62 to 90 % at 90 to 220 MB/s;
    /// higher qualities save 3 % more at best and take twice to three times as long. Bodies are bit-packed already.
    /// </summary>
    private const int BrotliQuality = 1;

    private const int BrotliWindowBits = 22;

    private static readonly ProductInfoHeaderValue UserAgent =
        new("Pipeline.Client", typeof(HttpBatchTransport).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0");

    private readonly HttpClient _http;
    private readonly EventsPost _post;
    private readonly EndpointRotation _endpoints;
    private readonly TimeSpan _attemptTimeout;
    private readonly bool _isCompressed;
    private readonly TimeProvider _clock;

    /// <param name="options">Already validated.</param>
    /// <param name="clock">Measures time limits and waits.</param>
    public HttpBatchTransport(DeliveryOptions options, TimeProvider clock)
    {
        _http = CreateHttp();
        _post = new EventsPost(_http, clock);
        IEnumerable<Uri> silos = options.Endpoints.Count == 0 ? [DeliveryOptions.EndpointDefault] : options.Endpoints;
        _endpoints = new EndpointRotation([.. silos.Select(EventsPost.TargetOf).Distinct()], options.FailbackAfter, clock);
        _attemptTimeout = options.AttemptTimeout;
        _isCompressed = options.IsCompressed;
        _clock = clock;
    }

    /// <inheritdoc/>
    public async ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        Uri target = _endpoints.Next();
        using CancellationTokenSource timeout = new(_attemptTimeout, _clock);
        byte[]? rented = null;
        try
        {
            bool isCompressed = TryCompress(batch.Span, ref rented, out int size);
            ReadOnlyMemory<byte> body = isCompressed ? rented.AsMemory(0, size) : batch;
            PostResult result = await _post.SendAsync(target, body, Prepare, cancellationToken, timeout.Token).ConfigureAwait(false);

            // An attempt that was given up may still be reading its body, so only here is it certain that nobody does.
            if (result.Status == PostStatus.Durable && rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            return Conclude(target, result);

            void Prepare(HttpRequestMessage request)
            {
                EventsPost.AsBatch(request);
                if (isCompressed)
                    request.Content!.Headers.ContentEncoding.Add("br");
            }
        }
        catch (ObjectDisposedException)
        {
            return new SendResult(SendStatus.Retry, Problem: "the transport is closed");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private SendResult Conclude(Uri target, PostResult result) => result.Status switch
    {
        PostStatus.Durable => new SendResult(SendStatus.Delivered, RejectedCount: result.Answer!.RejectedCount),
        PostStatus.Refused => new SendResult(SendStatus.Refused, Problem: result.Problem),
        PostStatus.Overloaded => new SendResult(SendStatus.Retry, result.RetryAfter, Problem: result.Problem),
        _ => new SendResult(SendStatus.Retry, _endpoints.Fail(target, result.RetryAfter), Problem: result.Problem),
    };

    private bool TryCompress(ReadOnlySpan<byte> batch, ref byte[]? rented, out int size)
    {
        size = 0;
        if (!_isCompressed || batch.Length < CompressedSizeBytesMin)
            return false;

        // No longer than the batch itself: what does not get smaller travels as it is.
        rented = ArrayPool<byte>.Shared.Rent(batch.Length);
        return BrotliEncoder.TryCompress(batch, rented.AsSpan(0, batch.Length - 1), out size, BrotliQuality, BrotliWindowBits);
    }

    private static HttpClient CreateHttp()
    {
        SocketsHttpHandler handler = new()
        {
            // Without a propagator the handler that starts activities is not part of the chain at all.
            ActivityHeadersPropagator = null,
            MeterFactory = OwnTraffic.Instance,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        HttpClient http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerSizeBytesMax };
        http.DefaultRequestHeaders.UserAgent.Add(UserAgent);
        return http;
    }
}
