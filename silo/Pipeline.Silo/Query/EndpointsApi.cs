using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;
using Pipeline.Silo.Query.Listing;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/endpoints</c> and <c>/api/v1/endpoints/{name}</c>. See docs/http-api.md.</summary>
internal sealed partial class EndpointsApi(EndpointDirectory directory, EndpointListApi lists, ILogger<EndpointsApi> logger)
{
    public const string Path = "/api/v1/endpoints";

    private const int OperationLimit = 256;

    private readonly ILogger _logger = logger;

    public Task<IResult> ListAsync(HttpContext context) =>
        context.Request.Query.TryGetValue("name", out Microsoft.Extensions.Primitives.StringValues name)
            ? AnswerOneAsync(context, name.ToString())
            : lists.ListAsync(context);

    public Task<IResult> GetAsync(HttpContext context) =>
        AnswerOneAsync(context, RawPath.NameAfter(context, Path + "/"));

    private async Task<IResult> AnswerOneAsync(HttpContext context, string name)
    {
        IQueryCollection parameters = context.Request.Query;
        ParameterReader reader = new(parameters);
        int limit = reader.Count("limit", OperationLimit, OperationLimit);
        if (!RangeParameters.TryRead(parameters, out EndpointQuery query, out string defect))
            reader.Refuse(defect);
        if (reader.Defect is not null)
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", reader.Defect);
        return await directory.AnswerAsync(
            context,
            name,
            async grain => Results.Json(await grain.QueryAsync(query with { OperationCountMax = limit }), ReportJsonContext.Readable.EndpointReport),
            LogQueryFailed);
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a query.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);
}
