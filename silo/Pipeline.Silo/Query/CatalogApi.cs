using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/catalog</c>. See docs/http-api.md.</summary>
internal sealed partial class CatalogApi(IGrainFactory grains, ILogger<CatalogApi> logger)
{
    public const string Path = "/api/v1/catalog";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    public async Task<IResult> GetAsync(HttpContext context)
    {
        try
        {
            return Results.Json(await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).DescribeAsync(), ReportJsonContext.Default.CatalogReport);
        }
        catch (Exception exception)
        {
            LogDescribeFailed(exception);
            return Problems.TryAgain(context, 503, "unavailable", "Unavailable", "The catalog does not answer; the silo's log says why.", RetryAfter);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The catalog did not describe itself.")]
    private partial void LogDescribeFailed(Exception exception);
}
