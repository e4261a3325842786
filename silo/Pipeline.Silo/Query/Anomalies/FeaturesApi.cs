using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary><c>GET /api/v1/endpoints/{name}/features</c> and <c>/api/v1/endpoints/features?name=</c>. See docs/http-api.md.</summary>
internal sealed partial class FeaturesApi(EndpointDirectory directory, EndpointsApi endpoints, ILogger<FeaturesApi> logger)
{
    /// <summary>With <c>name</c> as a parameter.</summary>
    public const string Path = EndpointsApi.Path + Suffix;

    /// <summary>What follows the endpoint's name.</summary>
    public const string Suffix = "/features";

    public const int LimitDefault = 50;
    public const int LimitMax = 1_000;

    private readonly ILogger _logger = logger;

    public Task<IResult> GetAsync(HttpContext context) => AnswerAsync(context, RawPath.NameBetween(context, EndpointsApi.Path + "/", Suffix));

    /// <summary>Without a name it is the endpoint called <c>features</c> that is asked for.</summary>
    public Task<IResult> GetByNameAsync(HttpContext context) =>
        context.Request.Query.TryGetValue("name", out Microsoft.Extensions.Primitives.StringValues name)
            ? AnswerAsync(context, name.ToString())
            : endpoints.GetAsync(context);

    private async Task<IResult> AnswerAsync(HttpContext context, string name)
    {
        ParameterReader reader = new(context.Request.Query);
        int limit = reader.Count("limit", LimitDefault, LimitMax);
        if (reader.Defect is not null)
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", reader.Defect);
        return await directory.AnswerAsync(
            context,
            name,
            async grain =>
            {
                FeaturesAnswer answer = await grain.QueryFeaturesAsync(reader.Text("segment"), limit);
                return answer.Report is { } report
                    ? Results.Json(report, ReportJsonContext.Readable.FeaturesReport)
                    : Problems.Create(404, answer.Code!, "Unknown name", answer.Detail!);
            },
            LogQueryFailed);
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a question about its features.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);
}
