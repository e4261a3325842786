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
        return Results.Json(page with { Next = AlertCursor.OfAlerts.Seal(page.Next) }, AlertingJsonContext.Readable.AlertPage);
    }

    [LoggerMessage(1, LogLevel.Warning, "The alert book did not answer about alerts.")]
    private partial void LogFailed(Exception exception);
}
