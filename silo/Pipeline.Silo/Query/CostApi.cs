using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/endpoints/{name}/cost</c> and <c>/api/v1/endpoints/cost?name=</c>. See docs/http-api.md.</summary>
internal sealed partial class CostApi(EndpointDirectory directory, EndpointsApi endpoints, ILogger<CostApi> logger)
{
    /// <summary>With <c>name</c> as a parameter.</summary>
    public const string Path = EndpointsApi.Path + Suffix;

    /// <summary>What follows the endpoint's name.</summary>
    public const string Suffix = "/cost";

    private const int LimitDefault = 20;
    private const int LimitMax = 256;

    private readonly ILogger _logger = logger;

    public Task<IResult> GetAsync(HttpContext context) => AnswerAsync(context, RawPath.NameBetween(context, EndpointsApi.Path + "/", Suffix));

    /// <summary>Without a name it is the endpoint called <c>cost</c> that is asked for.</summary>
    public Task<IResult> GetByNameAsync(HttpContext context) =>
        context.Request.Query.TryGetValue("name", out Microsoft.Extensions.Primitives.StringValues name)
            ? AnswerAsync(context, name.ToString())
            : endpoints.GetAsync(context);

    private async Task<IResult> AnswerAsync(HttpContext context, string name)
    {
        if (!TryReadQuery(context.Request.Query, out CostQuery query, out string defect))
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        return await directory.AnswerAsync(
            context,
            name,
            async grain =>
            {
                CostAnswer answer = await grain.QueryCostAsync(query);
                return answer.Report is { } report
                    ? Results.Json(report, ReportJsonContext.Readable.CostReport)
                    : Problems.Create(404, answer.Code!, "Unknown name", answer.Detail!);
            },
            LogCostFailed);
    }

    private static bool TryReadQuery(IQueryCollection parameters, out CostQuery query, out string defect)
    {
        ParameterReader reader = new(parameters);
        int limit = reader.Count("limit", LimitDefault, LimitMax);
        if (!RangeParameters.TryRead(parameters, out EndpointQuery range, out string rangeDefect))
            reader.Refuse(rangeDefect);
        EndpointQuery? reference = ReadReference(reader);
        string sort = reader.Text("sort") ?? "now";
        if (sort is not ("now" or "added"))
            reader.Refuse($"sort is '{sort}': it takes now or added.");
        query = new CostQuery(range with { OperationCountMax = limit }, reference, reader.Text("segment"), sort == "added");
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null;
    }

    /// <summary>Both ends or none: what one end alone would mean depends on the range, and a guess would pass for an answer.</summary>
    private static EndpointQuery? ReadReference(ParameterReader reader)
    {
        bool hasFrom = reader.Text("reference_from") is not null;
        bool hasTo = reader.Text("reference_to") is not null;
        if (!hasFrom && !hasTo)
            return null;
        if (!hasFrom || !hasTo)
            reader.Refuse("reference_from and reference_to go together; without either the reference is as much just before the range.");
        long from = reader.Time("reference_from", 0);
        long to = reader.Time("reference_to", 0);
        if (from >= to)
            reader.Refuse("reference_from must lie before reference_to.");
        return new EndpointQuery(FromUnixMs: from, ToUnixMs: to);
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a question about its cost.")]
    private partial void LogCostFailed(Exception exception, string endpoint);
}
