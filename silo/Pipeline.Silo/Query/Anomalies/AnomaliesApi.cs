using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary><c>GET /api/v1/anomalies</c>, and those of one endpoint or segment. See docs/http-api.md.</summary>
internal sealed partial class AnomaliesApi(
    EndpointDirectory directory, SegmentNames segments, AnomalySearch search, DeepestAnomalies deepest, TimeProvider clock, ILogger<AnomaliesApi> logger)
{
    public const string Path = "/api/v1/anomalies";

    /// <summary>What follows the name of an endpoint or segment.</summary>
    public const string Suffix = "/anomalies";

    private readonly ILogger _logger = logger;

    public Task<IResult> ListAsync(HttpContext context) =>
        AnomalyRequest.TryRead(context.Request.Query, out string defect) is not { } query ? Task.FromResult(Malformed(defect))
        : context.Request.Query["endpoint"].ToString() is not { Length: > 0 } name ? AnswerAllAsync(context, null, query)
        : NamePattern.IsPattern(name) ? AnswerAllAsync(context, name, query)
        : AnswerOneAsync(context, name, query);

    public Task<IResult> ListOfEndpointAsync(HttpContext context) =>
        AnomalyRequest.TryRead(context.Request.Query, out string defect) is { } query
            ? AnswerOneAsync(context, RawPath.NameBetween(context, EndpointsApi.Path + "/", Suffix), query)
            : Task.FromResult(Malformed(defect));

    public async Task<IResult> ListOfSegmentAsync(HttpContext context)
    {
        string name = RawPath.NameBetween(context, SegmentsApi.Path + "/", Suffix);
        if (AnomalyRequest.TryRead(context.Request.Query, out string defect) is not { } query)
            return Malformed(defect);
        if (query.Segment is not null && query.Segment != name)
            return Malformed($"segment is '{query.Segment}', but the path names '{name}'.");
        // What a segment lacks of its endpoints' publications does not matter here: the endpoints themselves are asked.
        return await segments.RefuseAsync(context, name) ?? await AnswerAllAsync(context, null, query with { Segment = name });
    }

    private Task<IResult> AnswerAllAsync(HttpContext context, string? pattern, AnomalyQuery query) => GrainAnswers.TryAsync(
        context,
        "The catalog",
        async () => Results.Json(await deepest.NameAsync(await search.FindAsync(pattern, query)), ReportJsonContext.Readable.AnomalyPage),
        LogSearchFailed);

    private Task<IResult> AnswerOneAsync(HttpContext context, string name, AnomalyQuery query) => directory.AnswerAsync(
        context,
        name,
        async grain =>
        {
            AnomalyMerge merge = new(query.Limit);
            merge.Add(await grain.QueryAnomaliesAsync(query with { Limit = merge.Limit }));
            string? next = merge.Next is { } position ? AnomalyCursor.Encode(position) : null;
            AnomalyPage page = new(merge.Page, clock.GetUtcNow().ToUnixTimeMilliseconds(), next, 1, null, null);
            return Results.Json(await deepest.NameAsync(page), ReportJsonContext.Readable.AnomalyPage);
        },
        LogQueryFailed);

    private static IResult Malformed(string defect) => Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);

    [LoggerMessage(1, LogLevel.Warning, "The catalog did not answer a question about anomalies.")]
    private partial void LogSearchFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Endpoint {Endpoint} did not answer a question about its anomalies.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);
}
