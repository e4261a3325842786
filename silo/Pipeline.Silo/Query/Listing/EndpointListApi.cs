using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Listing;

/// <summary>The list of <c>GET /api/v1/endpoints</c>: ordered and paged by the catalog; only full detail asks endpoints, those of the page.</summary>
internal sealed partial class EndpointListApi(IGrainFactory grains, ILogger<EndpointListApi> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Grains asked at a time: enough to overlap their turns, few enough to leave appends their share.</summary>
    private const int AskedAtOnce = 16;

    private readonly ILogger _logger = logger;

    public async Task<IResult> ListAsync(HttpContext context)
    {
        if (ListRequest.TryRead(context.Request.Query, out string defect) is not { } request)
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        EndpointPage page;
        try
        {
            page = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).ListAsync(request.Query);
        }
        catch (Exception exception)
        {
            LogListFailed(exception);
            return Problems.TryAgain(context, 503, "unavailable", "Unavailable", "The catalog does not answer; the silo's log says why.", RetryAfter);
        }

        string? next = page.Last is { } last ? ListCursor.Encode(request.Query.Sort, request.Query.IsDescending, last) : null;
        if (request.Detail is null)
            return Results.Json(new EndpointSummaryListReport(page.Endpoints, page.TotalCount, page.AsOfUnixMs, next), ReportJsonContext.Readable.EndpointSummaryListReport);
        (List<EndpointReport> reports, List<string> unavailable) = await AskAllAsync(page, request.Detail);
        EndpointListReport list = new(reports, page.TotalCount, page.AsOfUnixMs, next, unavailable.Count == 0 ? null : unavailable);
        return Results.Json(list, ReportJsonContext.Readable.EndpointListReport);
    }

    private async Task<(List<EndpointReport> Reports, List<string> Unavailable)> AskAllAsync(EndpointPage page, EndpointQuery query)
    {
        List<EndpointReport> reports = [];
        List<string> unavailable = [];
        foreach (EndpointSummaryReport[] asked in page.Endpoints.Chunk(AskedAtOnce))
        {
            EndpointReport?[] answers = await Task.WhenAll(asked.Select(endpoint => AskAsync(endpoint.Name, query)));
            reports.AddRange(answers.OfType<EndpointReport>());
            unavailable.AddRange(asked.Where((_, index) => answers[index] is null).Select(endpoint => endpoint.Name));
        }

        return (reports, unavailable);
    }

    /// <summary>Null when the endpoint does not answer: one that is damaged or still being replayed must not keep the others from being shown.</summary>
    private async Task<EndpointReport?> AskAsync(string name, EndpointQuery query)
    {
        try
        {
            return await grains.GetGrain<IEndpointGrain>(name).QueryAsync(query);
        }
        catch (Exception exception)
        {
            LogQueryFailed(exception, name);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a list.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);

    [LoggerMessage(2, LogLevel.Warning, "The catalog did not answer a list.")]
    private partial void LogListFailed(Exception exception);
}
