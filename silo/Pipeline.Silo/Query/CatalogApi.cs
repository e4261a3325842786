using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/catalog</c>. See docs/http-api.md.</summary>
internal sealed partial class CatalogApi(IGrainFactory grains, ILogger<CatalogApi> logger)
{
    public const string Path = "/api/v1/catalog";

    private readonly ILogger _logger = logger;

    public Task<IResult> GetAsync(HttpContext context) => GrainAnswers.TryAsync(
        context,
        "The catalog",
        async () => Results.Json(await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).DescribeAsync(), ReportJsonContext.Readable.CatalogReport),
        LogDescribeFailed);

    [LoggerMessage(1, LogLevel.Warning, "The catalog did not describe itself.")]
    private partial void LogDescribeFailed(Exception exception);
}
