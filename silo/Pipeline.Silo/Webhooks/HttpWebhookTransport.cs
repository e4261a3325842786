using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Pipeline.Alerting;
using Pipeline.Alerting.Webhooks;
using Pipeline.Grains.Webhooks;

namespace Pipeline.Silo.Webhooks;

/// <summary>Sends messages to webhooks by HTTP, and to no address that may not be sent to.</summary>
/// <remarks>
/// A status is all that is taken from an answer: 2xx says that the target has the message, whatever becomes of the rest of the answer. Of
/// its body 64 KiB are read at most, and nothing of it is kept or shown: it could be of a service that is none of the reader's business.
/// </remarks>
internal sealed class HttpWebhookTransport : IWebhookTransport, IDisposable
{
    private const int BodyReadBytesMax = 64 * 1024;
    private const int HeadersReadKibibytesMax = 16;

    // As many as there are webhooks: those that share a host with one that never answers do not wait for it.
    private const int ConnectionsPerTargetMax = AlertingLimits.WebhooksMax;

    private static readonly string s_userAgent = $"Pipeline/{typeof(HttpWebhookTransport).Assembly.GetName().Version!.ToString(3)}";

    private readonly TimeSpan _totalTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly WebhookUrls _urls;
    private readonly HttpMessageInvoker _http;

    public HttpWebhookTransport(IOptions<WebhookTransportOptions> options, INameResolver resolver, TimeProvider timeProvider)
    {
        _totalTimeout = options.Value.TotalTimeout;
        _timeProvider = timeProvider;
        AddressGuard guard = new(options);
        _urls = new WebhookUrls(guard);
        GuardedConnector connector = new(guard, resolver);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Value.ConnectTimeout,
            MaxResponseHeadersLength = HeadersReadKibibytesMax,
            MaxResponseDrainSize = BodyReadBytesMax,
            ResponseDrainTimeout = TimeSpan.FromSeconds(2),
            MaxConnectionsPerServer = ConnectionsPerTargetMax,
            // A target may close a connection as soon as it has answered, and need not say so (HTTP/1.0). A message that is on its way just
            // then would count as failed, since it may have been taken. Messages are few: each has a connection of its own.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(
                context.DnsEndPoint, context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps, cancellationToken),
        });
    }

    /// <inheritdoc/>
    public string? FindFault(string url) => _urls.FindFault(url);

    /// <inheritdoc/>
    public async Task<WebhookAttempt> SendAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        // The settings may have become stricter since the URL was taken.
        if (FindFault(message.Url.OriginalString) is { } fault)
            return new WebhookAttempt(null, fault, null, IsRefusedHere: true);

        using CancellationTokenSource timeout = new(_totalTimeout, _timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = RequestOf(message);
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            return AttemptOf(response);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(timeout.IsCancellationRequested
                ? $"no answer within {Seconds(_totalTimeout)} s"
                : exception.InnerException is TimeoutException ? "no connection in time" : "the connection was given up");
        }
        catch (HttpRequestException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return exception.InnerException is WebhookConnectException connect
                ? new WebhookAttempt(null, connect.Message, null, connect.IsRefusedHere)
                : Failed(Describe(exception));
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage RequestOf(WebhookMessage message)
    {
        HttpRequestMessage request = new(HttpMethod.Post, message.Url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(message.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("user-agent", s_userAgent);
        foreach ((string name, string value) in message.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private WebhookAttempt AttemptOf(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string? error = status switch
        {
            >= 200 and <= 299 => null,
            >= 300 and <= 399 => $"the target answered {status}, which leads elsewhere: redirects are not followed",
            _ => $"the target answered {status}",
        };
        return new WebhookAttempt(status, error, error is null ? null : RetryAfterOf(response.Headers.RetryAfter), IsRefusedHere: false);
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        TimeSpan? asked = header?.Delta ?? header?.Date - _timeProvider.GetUtcNow();
        return asked is null ? null : RetrySchedule.HoldFor(asked);
    }

    private static WebhookAttempt Failed(string error) => new(null, error, null, IsRefusedHere: false);

    private static string Describe(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when exception.InnerException is AuthenticationException =>
            "the target's certificate is not trusted, or TLS failed",
        HttpRequestError.SecureConnectionError => "TLS failed",
        HttpRequestError.ConfigurationLimitExceeded => "the answer's headers are too long",
        HttpRequestError.InvalidResponse => "the answer is not HTTP",
        HttpRequestError.ResponseEnded => "the connection ended before an answer",
        HttpRequestError.ConnectionError => "the connection failed",
        _ => "the connection broke before an answer",
    };

    private static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
