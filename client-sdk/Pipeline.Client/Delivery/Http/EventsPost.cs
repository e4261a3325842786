using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Pipeline.Client.Delivery.Http;

/// <summary>One <c>POST /v1/events</c>: sends the bytes once and says what the answer means.</summary>
/// <remarks>Thread-safe. What is done about a failure is the caller's business.</remarks>
/// <param name="http">Sends the requests; its time limit is that of one attempt.</param>
/// <param name="clock">Turns a date in Retry-After into a time to wait.</param>
internal sealed class EventsPost(HttpClient http, TimeProvider clock)
{
    public const string BatchContentType = "application/vnd.pipeline.batch";
    public const string NdjsonContentType = "application/x-ndjson";

    /// <summary>Where a silo takes events; its address may have a path of its own.</summary>
    public static Uri TargetOf(Uri silo) => new(silo.AbsoluteUri.TrimEnd('/') + "/v1/events");

    /// <summary>Marks a request's body as a binary batch.</summary>
    public static void AsBatch(HttpRequestMessage request) =>
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue(BatchContentType);

    /// <summary>Makes one attempt. Throws only where the caller cancels.</summary>
    /// <param name="target">From <see cref="TargetOf"/>.</param>
    /// <param name="body">Not changed before the task ends.</param>
    /// <param name="prepare">Sets the request's headers, content type included.</param>
    /// <param name="cancellationToken">The caller's wish to stop; the time limit of the attempt is not part of it.</param>
    /// <param name="timeout">Ends the attempt as if nobody had answered.</param>
    public async ValueTask<PostResult> SendAsync(
        Uri target,
        ReadOnlyMemory<byte> body,
        Action<HttpRequestMessage> prepare,
        CancellationToken cancellationToken,
        CancellationToken timeout = default)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout);
        using HttpRequestMessage request = new(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(body) };
        prepare(request);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Classify(response, answer, target);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The outermost message only says that something went wrong.
            string problem = $"{target.GetLeftPart(UriPartial.Authority)}: {exception.GetBaseException().Message}";
            return new PostResult(PostStatus.Unavailable, null, problem);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PostResult(PostStatus.Unavailable, null, $"{target.GetLeftPart(UriPartial.Authority)} does not answer");
        }
    }

    private PostResult Classify(HttpResponseMessage response, byte[] body, Uri target)
    {
        PostStatus status = StatusOf(response.StatusCode);
        if (status != PostStatus.Durable)
            return new PostResult(status, null, Describe(response, body), RetryAfterOf(response.Headers.RetryAfter));
        try
        {
            return new PostResult(PostStatus.Durable, BatchAnswer.Parse(body), "");
        }
        catch (FormatException exception)
        {
            return new PostResult(PostStatus.Misdirected, null, $"{target}: {exception.Message}");
        }
    }

    /// <summary>What is no silo is named by its address, since that is most likely wrong.</summary>
    private static string WhoIs(HttpResponseMessage response)
        => StatusOf(response.StatusCode) == PostStatus.Misdirected ? $"{response.RequestMessage?.RequestUri}" : "the silo";

    private static PostStatus StatusOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => PostStatus.Durable,
        HttpStatusCode.TooManyRequests => PostStatus.Overloaded,
        HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => PostStatus.Unavailable,
        HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnsupportedMediaType => PostStatus.Refused,
        _ => PostStatus.Misdirected,
    };

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        TimeSpan? asked = header?.Delta ?? header?.Date - clock.GetUtcNow();
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    /// <summary>Status, title and detail of an RFC 9457 problem, or whatever of them there is.</summary>
    private static string Describe(HttpResponseMessage response, byte[] body)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{WhoIs(response)} answered {(int)response.StatusCode} {response.ReasonPhrase}");
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
}
