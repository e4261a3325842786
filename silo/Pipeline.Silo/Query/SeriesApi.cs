using Pipeline.Core.Series;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;
using SeriesQuery = Pipeline.Grains.Abstractions.SeriesQuery;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/series</c>. See docs/http-api.md.</summary>
internal sealed partial class SeriesApi(
    EndpointDirectory directory, SegmentNames segments, IGrainFactory grains, ILogger<SeriesApi> logger)
{
    public const string Path = "/api/v1/series";

    private readonly ILogger _logger = logger;

    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out string? endpoint, out SeriesQuery query, out string defect))
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        if (endpoint is null)
            return await AnswerSegmentAsync(context, query);
        return await directory.AnswerAsync(
            context,
            endpoint,
            async grain => AnswerTo(await grain.QuerySeriesAsync(query)),
            (exception, name) => LogSeriesFailed(exception, $"Endpoint '{name}'"));
    }

    /// <summary>Without an endpoint it is a segment over all endpoints.</summary>
    private async Task<IResult> AnswerSegmentAsync(HttpContext context, SeriesQuery query)
    {
        string segment = query.Segment!;
        if (await segments.RefuseAsync(context, segment) is { } refusal)
            return refusal;
        return await AnswerAsync(
            context, $"Segment '{segment}'", () => grains.GetGrain<ISegmentGrain>(segment).QuerySeriesAsync(query with { Segment = null }));
    }

    private Task<IResult> AnswerAsync(HttpContext context, string whose, Func<Task<SeriesAnswer>> ask) =>
        GrainAnswers.TryAsync(context, whose, async () => AnswerTo(await ask()), exception => LogSeriesFailed(exception, whose));

    private static IResult AnswerTo(SeriesAnswer answer) => answer switch
    {
        { Report: { } report } => Results.Json(report, ReportJsonContext.Readable.SeriesReport),
        { Code: "unknown-name" } => Problems.Create(404, answer.Code, "Unknown name", answer.Detail!),
        { Code: "too-many-points" } => Problems.Create(400, answer.Code, "Too many points", answer.Detail!),
        _ => Problems.Create(400, answer.Code!, "Malformed parameter", answer.Detail!),
    };

    private static bool TryReadQuery(IQueryCollection parameters, out string? endpoint, out SeriesQuery query, out string defect)
    {
        ParameterReader reader = new(parameters);
        endpoint = reader.Text("endpoint");
        string? segment = reader.Text("segment");
        if (endpoint is null && segment is null)
            reader.Refuse("endpoint, segment or both must be given: whose series is it?");
        string metrics = reader.Required("metric");
        // The grain reads them again; here they are checked so that the first thing wrong is told before anybody is asked.
        if (reader.Defect is null && !SeriesMetrics.TryParse(metrics, out _, out string metricDefect))
            reader.Refuse(metricDefect);
        TimeSpan? step = reader.Duration("step");
        if (!RangeParameters.TryRead(parameters, out EndpointQuery range, out string rangeDefect))
            reader.Refuse(rangeDefect);
        query = new SeriesQuery(metrics, range, segment, step);
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Whose} did not answer a question for series.")]
    private partial void LogSeriesFailed(Exception exception, string whose);
}
