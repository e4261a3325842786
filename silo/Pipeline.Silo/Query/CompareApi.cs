using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query;

/// <summary><c>GET /api/v1/compare</c>. See docs/http-api.md.</summary>
internal sealed partial class CompareApi(EndpointDirectory directory, ILogger<CompareApi> logger)
{
    public const string Path = "/api/v1/compare";

    private const string SegmentPrefix = "segment:";
    private const string PeriodPrefix = "period:";

    private readonly ILogger _logger = logger;

    public async Task<IResult> GetAsync(HttpContext context)
    {
        IQueryCollection parameters = context.Request.Query;
        string endpoint = parameters["endpoint"].ToString();
        if (!RangeParameters.TryRead(parameters, out EndpointQuery range, out string defect)
            || !TryReadSide(parameters, "a", range, out ComparedSide? a, out defect)
            || !TryReadSide(parameters, "b", range, out ComparedSide? b, out defect))
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        if (endpoint.Length == 0)
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", "endpoint is missing.");
        return await directory.AnswerAsync(
            context,
            endpoint,
            async grain => Results.Json(await grain.CompareAsync(a!, b!), ReportJsonContext.Readable.ComparisonReport),
            LogCompareFailed);
    }

    /// <summary>A side is a segment over the common range, or a period of all segments or of the common one.</summary>
    private static bool TryReadSide(IQueryCollection parameters, string name, EndpointQuery range, out ComparedSide? side, out string defect)
    {
        side = null;
        string text = parameters[name].ToString();
        if (text.Length == 0)
        {
            defect = $"{name} is missing: it takes segment:NAME or period:FROM/TO.";
            return false;
        }

        string? segment = parameters["segment"];
        defect = $"{name} is '{text}': it takes segment:NAME or period:FROM/TO, times being Unix milliseconds or RFC 3339.";
        if (text.StartsWith(SegmentPrefix, StringComparison.Ordinal) && text.Length > SegmentPrefix.Length && segment is null)
        {
            string asked = text[SegmentPrefix.Length..];
            side = new ComparedSide(range, asked, asked);
        }
        else if (text.StartsWith(PeriodPrefix, StringComparison.Ordinal))
        {
            string[] ends = text[PeriodPrefix.Length..].Split('/');
            if (ends.Length != 2 || !RangeParameters.TryReadRange(ends[0], ends[1], out EndpointQuery period, out _))
                return false;
            side = new ComparedSide(period, segment, $"{ends[0]}/{ends[1]}");
        }
        else if (segment is not null)
        {
            defect = $"{name} is '{text}': beside segment it takes period:FROM/TO.";
        }

        return side is not null;
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a comparison.")]
    private partial void LogCompareFailed(Exception exception, string endpoint);
}
