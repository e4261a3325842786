using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary><c>GET /api/v1/audit</c>: who has changed which budget, silence, incident or webhook. See docs/alerts-api.md.</summary>
internal sealed partial class AuditApi(AlertingGrains grains, TimeProvider clock, ILogger<AuditApi> logger)
{
    public const string Path = "/api/v1/audit";

    public const int LimitDefault = 100;
    public const int LimitMax = 1_000;

    private static readonly KnownParameters s_known = new("what", "limit");

    private readonly ILogger _logger = logger;

    public Task<IResult> ListAsync(HttpContext context)
    {
        ParameterReader reader = new(context.Request.Query);
        if (s_known.FindDefect(context.Request.Query) is { } unknown)
            reader.Refuse(unknown);
        string? what = reader.Text("what");
        if (what is not (null or "budget" or "silence" or "incident" or "webhook"))
            reader.Refuse($"what is '{what}': it takes budget, silence, incident or webhook.");
        int limit = reader.Count("limit", LimitDefault, LimitMax);
        return reader.Defect is { } defect
            ? Task.FromResult(Problems.Create(400, "malformed-parameter", "Malformed parameter", defect))
            : GrainAnswers.TryAsync(context, "One of those that keep what was changed", () => ListAsync(what, limit), LogFailed);
    }

    private async Task<IResult> ListAsync(string? what, int limit)
    {
        // Each keeps the latest thousand of its own; only those that can have some are asked.
        List<Task<Json<AuditPage>>> asked = [];
        if (what is null or "silence" or "incident")
            asked.Add(grains.Alerts().ListChangesAsync());
        if (what is null or "budget")
            asked.Add(grains.Budgets().ListChangesAsync());
        if (what is null or "webhook")
            asked.Add(grains.Webhooks().ListChangesAsync());
        Json<AuditPage>[] answers = await Task.WhenAll(asked);

        // Sorting is stable, so changes of one moment keep the order in which their grain has them.
        AuditRecord[] changes =
        [
            .. answers.SelectMany(static answer => answer.Read().Changes)
                .Where(change => what is null || change.What == what)
                .OrderByDescending(static change => change.At)
                .Take(limit),
        ];
        return Results.Json(new AuditPage(changes, clock.GetUtcNow().ToUnixTimeMilliseconds()), AlertingJsonContext.Readable.AuditPage);
    }

    [LoggerMessage(1, LogLevel.Warning, "One of those that keep what was changed did not answer.")]
    private partial void LogFailed(Exception exception);
}
