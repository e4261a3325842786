using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary><c>/api/v1/incidents</c>: the list, one, that somebody looks after it, and notes. See docs/alerts-api.md.</summary>
internal sealed partial class IncidentsApi(AlertingGrains grains, ILogger<IncidentsApi> logger)
{
    public const string Path = "/api/v1/incidents";

    /// <summary>What follows the id of one that somebody looks after.</summary>
    public const string AcknowledgeSuffix = "/acknowledge";

    /// <summary>What follows the id of one that something is written down about.</summary>
    public const string NotesSuffix = "/notes";

    private const string What = "incident";

    private readonly ILogger _logger = logger;

    public Task<IResult> ListAsync(HttpContext context) =>
        AlertRequest.TryReadIncidents(context.Request.Query, out string defect) is { } query
            ? TryAsync(context, alerts => ListAsync(alerts, query))
            : Task.FromResult(Problems.Create(400, "malformed-parameter", "Malformed parameter", defect));

    public async Task<IResult> GetAsync(HttpContext context, string id) =>
        KnownParameters.None.FindProblem(context.Request.Query)
        ?? await TryAsync(context, async alerts => await alerts.GetIncidentAsync(id) is { } incident
            ? Show(context, incident.Read())
            : Problems.Create(404, "unknown-incident", "Unknown incident", $"There is no incident '{id}', or not any more."));

    public async Task<IResult> AcknowledgeAsync(HttpContext context, string id)
    {
        if (!ChangeRequest.TryReadHead(context, out long? version, out IResult? problem))
            return problem;
        (AcknowledgementRequest? request, problem) = await ChangeRequest.ReadBodyAsync(
            context.Request, AlertingJsonContext.Default.AcknowledgementRequest, What, new AcknowledgementRequest(null, null));
        return problem
            ?? await ChangeAsync(context, alerts => alerts.AcknowledgeAsync(id, Packed.Of(request!), Caller.NameOf(context), version));
    }

    public async Task<IResult> WithdrawAcknowledgementAsync(HttpContext context, string id) =>
        ChangeRequest.TryReadHead(context, out long? version, out IResult? problem)
            ? await ChangeAsync(context, alerts => alerts.WithdrawAcknowledgementAsync(id, Caller.NameOf(context), version))
            : problem;

    public async Task<IResult> AddNoteAsync(HttpContext context, string id)
    {
        if (KnownParameters.None.FindProblem(context.Request.Query) is { } unknown)
            return unknown;
        (IncidentNoteRequest? request, IResult? problem) =
            await ChangeRequest.ReadBodyAsync(context.Request, AlertingJsonContext.Default.IncidentNoteRequest, What);
        return problem ?? await ChangeAsync(context, alerts => alerts.AddNoteAsync(id, Packed.Of(request!), Caller.NameOf(context)));
    }

    private static async Task<IResult> ListAsync(IAlertGrain alerts, AlertQuery query)
    {
        IncidentPage page = (await alerts.ListIncidentsAsync(Packed.Of(query))).Read();
        return Results.Json(page with { Next = AlertCursor.OfIncidents.Seal(page.Next) }, AlertingJsonContext.Readable.IncidentPage);
    }

    private Task<IResult> ChangeAsync(HttpContext context, Func<IAlertGrain, Task<ChangeAnswer<IncidentReport>>> change) =>
        TryAsync(context, async alerts => (await change(alerts)).ToResult(context, What, Show));

    private static IResult Show(HttpContext context, IncidentReport incident) =>
        EntityTags.Show(context, incident.Version, incident, AlertingJsonContext.Readable.IncidentReport);

    private Task<IResult> TryAsync(HttpContext context, Func<IAlertGrain, Task<IResult>> ask) =>
        GrainAnswers.TryAsync(context, "The alert book", () => ask(grains.Alerts()), LogFailed);

    [LoggerMessage(1, LogLevel.Warning, "The alert book did not answer about incidents.")]
    private partial void LogFailed(Exception exception);
}
