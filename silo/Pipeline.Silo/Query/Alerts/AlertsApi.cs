using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary><c>GET /api/v1/alerts</c>. See docs/alerts-api.md.</summary>
internal sealed partial class AlertsApi(AlertingGrains grains, ILogger<AlertsApi> logger)
{
    public const string Path = "/api/v1/alerts";

    private readonly ILogger _logger = logger;

    public Task<IResult> ListAsync(HttpContext context) =>
        AlertRequest.TryReadAlerts(context.Request.Query, out string defect) is { } query
            ? GrainAnswers.TryAsync(context, "The alert book", () => ListAsync(query), LogFailed)
            : Task.FromResult(Problems.Create(400, "malformed-parameter", "Malformed parameter", defect));

    private async Task<IResult> ListAsync(AlertQuery query)
    {
        AlertPage page = (await grains.Alerts().ListAlertsAsync(Packed.Of(query))).Read();

        // The grain says whether there are more; where they begin is what the last one shows.
        string? next = page is { Next: not null, Alerts: [.., var last] } ? AlertCursor.OfAlerts.Encode(new AlertPosition(last.Began, last.Id)) : null;
        return Results.Json(page with { Next = next }, AlertingJsonContext.Default.AlertPage);
    }

    [LoggerMessage(1, LogLevel.Warning, "The alert book did not answer about alerts.")]
    private partial void LogFailed(Exception exception);
}
