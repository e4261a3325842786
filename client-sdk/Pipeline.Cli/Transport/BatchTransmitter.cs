using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Pipeline.Cli.Transport;

/// <summary>Posts batches to a silo, and repeats each byte for byte until it is durable there or there is no hope.</summary>
/// <remarks>
/// Thread-safe: several batches may be under way, and the patience of all of them starts anew whenever one arrives. Repeating is safe
/// because a silo recognises a batch by its identity.
/// </remarks>
internal sealed class BatchTransmitter
{
    public const string BatchContentType = "application/vnd.pipeline.batch";
    public const string NdjsonContentType = "application/x-ndjson";

    private readonly HttpClient _http;
    private readonly Uri _target;
    private readonly RetryPolicy _retry;
    private readonly TimeProvider _clock;
    private readonly Action<string>? _waiting;
    private long _lastProgress;

    /// <param name="http">Sends the requests; its time limit is that of one attempt.</param>
    /// <param name="silo">Address of the silo; <c>v1/events</c> is added to its path.</param>
    /// <param name="retry">When to repeat and when to give up.</param>
    /// <param name="clock">Measures waits and patience.</param>
    /// <param name="waiting">Told, before each wait, what is waited for.</param>
    public BatchTransmitter(HttpClient http, Uri silo, RetryPolicy retry, TimeProvider clock, Action<string>? waiting = null)
    {
        _http = http;
        _target = new Uri(silo.AbsoluteUri.TrimEnd('/') + "/v1/events");
        _retry = retry;
        _clock = clock;
        _waiting = waiting;
        _lastProgress = clock.GetTimestamp();
    }

    /// <summary>Sends one batch and returns once it is durable.</summary>
    /// <param name="bytes">The body; not changed or given back before the task ends.</param>
    /// <param name="prepare">Sets the request's headers, content type included; called once for each attempt.</param>
    /// <param name="cancellationToken">Stops sending and waiting; whether the batch arrived is then unknown.</param>
    /// <exception cref="DeliveryException">The silo refused the batch, or patience ran out.</exception>
    public async Task<BatchAnswer> SendAsync(
        ReadOnlyMemory<byte> bytes, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        for (int failureCount = 1; ; failureCount++)
        {
            Attempt attempt = await TryOnceAsync(bytes, prepare, cancellationToken);
            if (attempt.Answer is { } answer)
            {
                Volatile.Write(ref _lastProgress, _clock.GetTimestamp());
                return answer;
            }

            await WaitAsync(attempt, failureCount, cancellationToken);
        }
    }

    /// <summary>Marks a request's body as a binary batch.</summary>
    public static void AsBatch(HttpRequestMessage request) =>
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue(BatchContentType);

    private async Task<Attempt> TryOnceAsync(
        ReadOnlyMemory<byte> bytes, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, _target) { Content = new ReadOnlyMemoryContent(bytes) };
        prepare(request);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
                return new Attempt(BatchAnswer.Parse(body), "", null);
            string problem = Describe(response, body);
            if (!IsWorthRepeating(response.StatusCode))
                throw new DeliveryException(problem);
            return new Attempt(null, problem, RetryAfterOf(response.Headers.RetryAfter));
        }
        catch (FormatException exception)
        {
            throw new DeliveryException($"{_target}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The outermost message only says that something went wrong.
            return new Attempt(null, $"{_target.GetLeftPart(UriPartial.Authority)}: {exception.GetBaseException().Message}", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Attempt(null, $"{_target.GetLeftPart(UriPartial.Authority)} does not answer", null);
        }
    }

    private async Task WaitAsync(Attempt failed, int failureCount, CancellationToken cancellationToken)
    {
        TimeSpan left = _retry.Patience - _clock.GetElapsedTime(Volatile.Read(ref _lastProgress));
        if (left <= TimeSpan.Zero)
            throw new DeliveryException($"gave up after {_retry.Patience.TotalSeconds:0.#} s without progress: {failed.Problem}");

        // Jitter, not secrecy.
#pragma warning disable CA5394
        TimeSpan wait = _retry.WaitAfter(failureCount, failed.RetryAfter, Random.Shared.NextDouble());
#pragma warning restore CA5394
        _waiting?.Invoke(failed.Problem);
        await Task.Delay(wait < left ? wait : left, _clock, cancellationToken);
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        TimeSpan? asked = header?.Delta ?? header?.Date - _clock.GetUtcNow();
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    /// <summary>Overload, time-outs and what a server or a proxy in front of it says while it starts, stops or stumbles.</summary>
    private static bool IsWorthRepeating(HttpStatusCode status) => status is
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Status, title and detail of an RFC 9457 problem, or whatever of them there is.</summary>
    private static string Describe(HttpResponseMessage response, byte[] body)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"the silo answered {(int)response.StatusCode} {response.ReasonPhrase}");
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return text;
        try
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            foreach (string member in (string[])["title", "detail"])
            {
                if (problem.RootElement.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                    text += $": {value.GetString()}";
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A broken problem document must not hide the status.
        }

        return text;
    }

    /// <param name="Answer">The answer; null where the attempt failed and may be repeated.</param>
    /// <param name="Problem">Why it failed.</param>
    /// <param name="RetryAfter">How long the silo asks to wait.</param>
    private readonly record struct Attempt(BatchAnswer? Answer, string Problem, TimeSpan? RetryAfter);
}
