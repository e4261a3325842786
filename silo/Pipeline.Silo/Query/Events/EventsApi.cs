using Pipeline.EventLog;
using Pipeline.Grains.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Events;

/// <summary><c>GET /api/v1/events</c>: an endpoint's events as they stand in the log. See docs/http-api.md.</summary>
internal sealed partial class EventsApi(IEventLog log, TimeProvider clock, ILogger<EventsApi> logger) : IDisposable
{
    public const string Path = "/api/v1/events";

    public const int LimitDefault = 100;
    public const int LimitMax = 1_000;

    /// <summary>Pages read at a time; further requests wait. A page may read 64 MiB and hold some of it in memory.</summary>
    private const int ScansAtOnce = 4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly SemaphoreSlim _scans = new(ScansAtOnce);

    public void Dispose() => _scans.Dispose();

    public async Task<IResult> ListAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out EventQuery query, out string defect))
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        long asOfUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            if (await ScanAsync(query, context.RequestAborted) is not { } page)
                return Problems.Create(404, "unknown-endpoint", "Unknown endpoint", $"No event of endpoint '{query.Endpoint}' was ever accepted.");
            string? next = page.Next is { } position ? EventCursor.Encode(query.Endpoint, position) : null;
            if (WantsNdjson(context.Request))
                return new NdjsonResult(page.Events, next);
            EventPageReport report = new(
                query.Endpoint, page.Events, next, new ScanReport(page.ScannedEntries, page.ScannedBytes), asOfUnixMs, page.RetainedFromUnixMs, page.RemovedEntries);
            return Results.Json(report, ReportJsonContext.Readable.EventPageReport);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", "cursor lies behind the end of the log: it is of another log, or of this one before it was restored from a backup.");
        }
        catch (EventLogException exception)
        {
            LogScanFailed(exception, query.Endpoint);
            return Problems.TryAgain(context, 503, "unavailable", "Unavailable", exception.Message, RetryAfter);
        }
    }

    private async Task<EventPage?> ScanAsync(EventQuery query, CancellationToken cancellationToken)
    {
        await _scans.WaitAsync(cancellationToken);
        try
        {
            return await new EventScan(log, query).ReadAsync(cancellationToken);
        }
        finally
        {
            _scans.Release();
        }
    }

    private static bool TryReadQuery(IQueryCollection parameters, out EventQuery query, out string defect)
    {
        ParameterReader reader = new(parameters);
        query = new EventQuery(
            reader.Required("endpoint"),
            reader.Time("from", long.MinValue),
            reader.Time("to", long.MaxValue),
            reader.Text("segment"),
            reader.Count("limit", LimitDefault, LimitMax));
        if (query.FromUnixMs >= query.ToUnixMs)
            reader.Refuse("from must lie before to.");
        if (System.Text.Encoding.UTF8.GetByteCount(query.Endpoint) > Protocol.Events.EventLimits.EndpointBytesMax)
            reader.Refuse("endpoint is longer than any endpoint's name.");
        EventPosition start = EventPosition.Start;
        if (reader.Text("cursor") is { } cursor && !EventCursor.TryDecode(query.Endpoint, cursor, out start))
            reader.Refuse($"cursor is '{cursor}': it takes what 'next' of an answer about the same endpoint held.");
        query = query with { Start = start };
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null;
    }

    private static bool WantsNdjson(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Value is NdjsonResult.MediaType or "application/jsonl");

    [LoggerMessage(1, LogLevel.Warning, "Reading events of endpoint {Endpoint} from the log failed.")]
    private partial void LogScanFailed(Exception exception, string endpoint);
}
