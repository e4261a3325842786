using System.Globalization;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/endpoints</c> and <c>/api/v1/endpoints/{name}</c>. See docs/http-api.md.</summary>
internal sealed partial class EndpointsApi(EndpointDirectory directory, ILogger<EndpointsApi> logger)
{
    public const string Path = "/api/v1/endpoints";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    private const int ListLimitDefault = 100;
    private const int ListLimitMax = 10_000;
    private const int OperationLimitDefault = 256;
    private const int ListOperationCount = 10;

    /// <summary>Grains asked at a time by a list: enough to overlap their turns, few enough to leave appends their share.</summary>
    private const int AskedAtOnce = 16;

    public Task<IResult> ListAsync(HttpContext context) =>
        context.Request.Query.TryGetValue("name", out Microsoft.Extensions.Primitives.StringValues name)
            ? AnswerOneAsync(context, name.ToString())
            : AnswerListAsync(context.Request.Query);

    public Task<IResult> GetAsync(HttpContext context) =>
        AnswerOneAsync(context, RawPath.NameAfter(context, Path + "/"));

    private async Task<IResult> AnswerOneAsync(HttpContext context, string name)
    {
        IQueryCollection parameters = context.Request.Query;
        if (!RangeParameters.TryRead(parameters, out EndpointQuery query, out string defect) || !TryReadLimit(parameters, OperationLimitDefault, OperationLimitDefault, out int limit, out defect))
            return Malformed(defect);
        if (!directory.TryGet(name, out IEndpointGrain grain))
            return Problems.Create(404, "unknown-endpoint", "Unknown endpoint", $"No event of endpoint '{name}' was ever accepted.");
        return await AskAsync(name, grain, query with { OperationCountMax = limit }) is { } report
            ? Results.Json(report, ReportJsonContext.Default.EndpointReport)
            : Problems.TryAgain(context, 503, "unavailable", "Unavailable", $"Endpoint '{name}' does not answer; the silo's log says why.", RetryAfter);
    }

    private async Task<IResult> AnswerListAsync(IQueryCollection parameters)
    {
        if (!RangeParameters.TryRead(parameters, out EndpointQuery query, out string defect) || !TryReadLimit(parameters, ListLimitDefault, ListLimitMax, out int limit, out defect))
            return Malformed(defect);
        query = query with { OperationCountMax = ListOperationCount };
        List<EndpointReport> reports = [];
        List<string> unavailable = [];
        foreach (string[] names in directory.Names.Take(limit).Chunk(AskedAtOnce))
        {
            EndpointReport?[] answers = await Task.WhenAll(names.Select(name => AskAsync(name, query)));
            reports.AddRange(answers.OfType<EndpointReport>());
            unavailable.AddRange(names.Where((_, index) => answers[index] is null));
        }

        EndpointListReport list = new(reports, directory.Count, unavailable.Count == 0 ? null : unavailable);
        return Results.Json(list, ReportJsonContext.Default.EndpointListReport);
    }

    private Task<EndpointReport?> AskAsync(string name, EndpointQuery query) =>
        directory.TryGet(name, out IEndpointGrain grain) ? AskAsync(name, grain, query) : Task.FromResult<EndpointReport?>(null);

    /// <summary>Null when the endpoint does not answer: one that is damaged or still being replayed must not keep the others from being shown.</summary>
    private async Task<EndpointReport?> AskAsync(string name, IEndpointGrain grain, EndpointQuery query)
    {
        try
        {
            return await grain.QueryAsync(query);
        }
        catch (Exception exception)
        {
            LogQueryFailed(exception, name);
            return null;
        }
    }

    private static bool TryReadLimit(IQueryCollection parameters, int otherwise, int max, out int limit, out string defect)
    {
        limit = otherwise;
        string? text = parameters["limit"];
        bool isFine = text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= max);
        defect = isFine ? string.Empty : $"limit is '{text}': it takes 1 to {max}.";
        return isFine;
    }

    private static IResult Malformed(string defect) => Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a query.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);
}
