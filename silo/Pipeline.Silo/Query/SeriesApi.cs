using Pipeline.Core.Series;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;
using SeriesQuery = Pipeline.Grains.Abstractions.SeriesQuery;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/series</c>. See docs/http-api.md.</summary>
internal sealed partial class SeriesApi(EndpointDirectory directory, ILogger<SeriesApi> logger)
{
    public const string Path = "/api/v1/series";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out string endpoint, out SeriesQuery query, out string defect))
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        if (!directory.TryGet(endpoint, out IEndpointGrain grain))
            return Problems.Create(404, "unknown-endpoint", "Unknown endpoint", $"No event of endpoint '{endpoint}' was ever accepted.");
        try
        {
            return AnswerTo(await grain.QuerySeriesAsync(query));
        }
        catch (Exception exception)
        {
            LogSeriesFailed(exception, endpoint);
            return Problems.TryAgain(
                context, 503, "unavailable", "Unavailable", $"Endpoint '{endpoint}' does not answer; the silo's log says why.", RetryAfter);
        }
    }

    private static IResult AnswerTo(SeriesAnswer answer) => answer switch
    {
        { Report: { } report } => Results.Json(report, ReportJsonContext.Default.SeriesReport),
        { Code: "unknown-name" } => Problems.Create(404, answer.Code, "Unknown name", answer.Detail!),
        { Code: "too-many-points" } => Problems.Create(400, answer.Code, "Too many points", answer.Detail!),
        _ => Problems.Create(400, answer.Code!, "Malformed parameter", answer.Detail!),
    };

    private static bool TryReadQuery(IQueryCollection parameters, out string endpoint, out SeriesQuery query, out string defect)
    {
        ParameterReader reader = new(parameters);
        endpoint = reader.Required("endpoint");
        string metrics = reader.Required("metric");
        // The grain reads them again; here they are checked so that the first thing wrong is told before anybody is asked.
        if (reader.Defect is null && !SeriesMetrics.TryParse(metrics, out _, out string metricDefect))
            reader.Refuse(metricDefect);
        TimeSpan? step = reader.Duration("step");
        if (!RangeParameters.TryRead(parameters, out EndpointQuery range, out string rangeDefect))
            reader.Refuse(rangeDefect);
        query = new SeriesQuery(metrics, range, reader.Text("segment"), step);
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null;
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a question for series.")]
    private partial void LogSeriesFailed(Exception exception, string endpoint);
}
