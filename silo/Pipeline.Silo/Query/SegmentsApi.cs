using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Cluster;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/segments</c> and <c>/api/v1/segments/{name}</c>. See docs/http-api.md.</summary>
internal sealed partial class SegmentsApi(SegmentNames segments, IGrainFactory grains, ILogger<SegmentsApi> logger)
{
    public const string Path = "/api/v1/segments";

    private const int ListLimitDefault = 100;
    private const int ListLimitMax = 10_000;
    private const int OperationLimitMax = Core.Segments.SegmentState.OperationsMax;
    private const int OperationLimitDefault = 256;
    private const int ListOperationCount = 10;

    /// <summary>Grains asked at a time by a list.</summary>
    private const int AskedAtOnce = 16;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    public Task<IResult> ListAsync(HttpContext context) =>
        context.Request.Query.TryGetValue("name", out Microsoft.Extensions.Primitives.StringValues name)
            ? AnswerOneAsync(context, name.ToString())
            : AnswerListAsync(context.Request.Query);

    public Task<IResult> GetAsync(HttpContext context) =>
        AnswerOneAsync(context, RawPath.NameAfter(context, Path + "/"));

    private async Task<IResult> AnswerOneAsync(HttpContext context, string name)
    {
        if (!TryRead(context.Request.Query, OperationLimitDefault, OperationLimitMax, out EndpointQuery query, out int limit, out string defect))
            return Malformed(defect);
        if (await segments.RefuseAsync(context, name) is { } refusal)
            return refusal;
        return await AskAsync(name, query with { OperationCountMax = limit }) is { } report
            ? Results.Json(report, ReportJsonContext.Readable.WholeSegmentReport)
            : Problems.TryAgain(context, 503, "unavailable", "Unavailable", $"Segment '{name}' does not answer; the silo's log says why.", RetryAfter);
    }

    private async Task<IResult> AnswerListAsync(IQueryCollection parameters)
    {
        if (!TryRead(parameters, ListLimitDefault, ListLimitMax, out EndpointQuery query, out int limit, out string defect))
            return Malformed(defect);
        query = query with { OperationCountMax = ListOperationCount };
        List<WholeSegmentReport> reports = [];
        List<string> unavailable = [];
        Gathered<string> all = await segments.ListAsync();
        foreach (string[] names in all.Items.Take(limit).Chunk(AskedAtOnce))
        {
            WholeSegmentReport?[] answers = await Task.WhenAll(names.Select(name => AskAsync(name, query)));
            reports.AddRange(answers.OfType<WholeSegmentReport>());
            unavailable.AddRange(names.Where((_, index) => answers[index] is null));
        }

        SegmentListReport list = new(reports, all.Items.Count, unavailable.Count == 0 ? null : unavailable, all.IsComplete ? null : true);
        return Results.Json(list, ReportJsonContext.Readable.SegmentListReport);
    }

    /// <summary>Null when the segment does not answer: one that cannot be brought back must not keep the others from being shown.</summary>
    private async Task<WholeSegmentReport?> AskAsync(string name, EndpointQuery query)
    {
        try
        {
            return await grains.GetGrain<ISegmentGrain>(name).QueryAsync(query);
        }
        catch (Exception exception)
        {
            LogQueryFailed(exception, name);
            return null;
        }
    }

    private static bool TryRead(
        IQueryCollection parameters, int otherwise, int limitMax, out EndpointQuery query, out int limit, out string defect)
    {
        ParameterReader reader = new(parameters);
        limit = reader.Count("limit", otherwise, limitMax);
        return RangeParameters.TryRead(parameters, out query, out defect) && (defect = reader.Defect ?? string.Empty).Length == 0;
    }

    private static IResult Malformed(string defect) => Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);

    [LoggerMessage(1, LogLevel.Warning, "Segment {Segment} did not answer a query.")]
    private partial void LogQueryFailed(Exception exception, string segment);
}
