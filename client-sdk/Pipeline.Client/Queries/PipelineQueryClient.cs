using System.Runtime.CompilerServices;

namespace Pipeline.Client.Queries;

/// <summary>Asks a Pipeline silo over HTTP what its endpoints did, how often and how long.</summary>
/// <remarks>
/// <para>
/// Every method is one question of docs/http-api.md. A 429 or 503 is repeated after the time that the silo asks for, a bounded number of
/// times (<see cref="PipelineQueryOptions"/>); any other problem throws <see cref="PipelineQueryException"/>, a silo that cannot be reached
/// <see cref="HttpRequestException"/>, one that does not answer within the HTTP client's time limit <see cref="TaskCanceledException"/>.
/// </para>
/// <para>Thread-safe; one client serves a whole program.</para>
/// <code>
/// using PipelineQueryClient pipeline = new(new Uri("http://127.0.0.1:7847"));
/// EndpointReport report = await pipeline.GetEndpointAsync("/recommend", TimeRange.Last(TimeSpan.FromMinutes(5)));
/// </code>
/// </remarks>
public sealed partial class PipelineQueryClient : IDisposable
{
    private readonly HttpClient? _ownedHttp;
    private readonly PipelineQueryOptions _options;
    private readonly QueryTransport _transport;

    /// <summary>A client with an HTTP connection pool of its own, closed by <see cref="Dispose"/>.</summary>
    /// <param name="silo">Address of the silo, such as <c>http://127.0.0.1:7847</c>.</param>
    /// <param name="options">Its patience; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="silo"/> is not an absolute http or https address.</exception>
    public PipelineQueryClient(Uri silo, PipelineQueryOptions? options = null)
        : this(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }), RequireHttp(silo), options, isOwned: true)
    {
    }

    /// <summary>A client over a given HTTP client, which stays the caller's.</summary>
    /// <param name="http">Its base address is the silo's.</param>
    /// <param name="options">Its patience; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="http"/> has no http or https base address.</exception>
    public PipelineQueryClient(HttpClient http, PipelineQueryOptions? options = null)
        : this(http ?? throw new ArgumentNullException(nameof(http)), RequireHttp(http.BaseAddress), options, isOwned: false)
    {
    }

    private PipelineQueryClient(HttpClient http, Uri silo, PipelineQueryOptions? options, bool isOwned)
    {
        _options = options ?? new PipelineQueryOptions();
        _options.Validate();
        _ownedHttp = isOwned ? http : null;
        _transport = new QueryTransport(http, silo, _options);
    }

    /// <inheritdoc/>
    public void Dispose() => _ownedHttp?.Dispose();

    /// <summary>One thing of a collection, or something of it.</summary>
    /// <param name="collection">Path of the collection.</param>
    /// <param name="name">The thing's name or id.</param>
    /// <param name="suffix">What of it, with a slash; empty for itself.</param>
    /// <param name="parameter">What the caller calls it.</param>
    private static QueryString PathOf(string collection, string name, string suffix = "", [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return new QueryString($"{collection}/{Uri.EscapeDataString(name)}{suffix}");
    }

    /// <summary>Page after page as they are consumed.</summary>
    private static async IAsyncEnumerable<TPage> ReadPagesAsync<TPage>(
        Func<string?, CancellationToken, Task<TPage>> list, Func<TPage, string?> next, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            TPage page = await list(cursor, cancellationToken).ConfigureAwait(false);
            yield return page;
            cursor = next(page);
        }
        while (cursor is not null);
    }

    private static Uri RequireHttp(Uri? silo) =>
        silo is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? silo
            : throw new ArgumentException("The silo's address is an absolute http or https address.", nameof(silo));
}
