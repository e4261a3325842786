using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary><c>/api/v1/silences</c>: the list, one, a new one and what it would hold back, and the end of one. See docs/alerts-api.md.</summary>
internal sealed partial class SilencesApi(AlertingGrains grains, ILogger<SilencesApi> logger)
{
    public const string Path = "/api/v1/silences";

    public const string PreviewPath = Path + "/preview";

    private const string What = "silence";

    private readonly ILogger _logger = logger;

    public async Task<IResult> ListAsync(HttpContext context) =>
        KnownParameters.None.FindProblem(context.Request.Query)
        ?? await TryAsync(context, static async alerts => Results.Json((await alerts.ListSilencesAsync()).Read(), AlertingJsonContext.Readable.SilencePage));

    public async Task<IResult> GetAsync(HttpContext context, string id) =>
        KnownParameters.None.FindProblem(context.Request.Query)
        // There are a thousand at most, so one is found among them all.
        ?? await TryAsync(context, async alerts => (await alerts.ListSilencesAsync()).Read().Silences.FirstOrDefault(silence => silence.Id == id) is { } silence
            ? Show(context, silence)
            : Problems.Create(404, "unknown-silence", "Unknown silence", $"There is no silence '{id}', or not any more."));

    public async Task<IResult> CreateAsync(HttpContext context)
    {
        (SilenceRequest? request, IResult? problem) = await ReadAsync(context);
        return problem ?? await ChangeAsync(context, alerts => alerts.CreateSilenceAsync(Packed.Of(request!), Caller.NameOf(context)));
    }

    public async Task<IResult> EndAsync(HttpContext context, string id) =>
        ChangeRequest.TryReadHead(context, out long? version, out IResult? problem)
            ? await ChangeAsync(context, alerts => alerts.EndSilenceAsync(id, Caller.NameOf(context), version))
            : problem;

    public async Task<IResult> PreviewAsync(HttpContext context)
    {
        (SilenceRequest? request, IResult? problem) = await ReadAsync(context);
        return problem ?? await TryAsync(context, async alerts => (await alerts.PreviewSilenceAsync(Packed.Of(request!)))
            .ToResult(context, What, static (_, preview) => Results.Json(preview, AlertingJsonContext.Readable.SilencePreview)));
    }

    private static async Task<(SilenceRequest? Request, IResult? Problem)> ReadAsync(HttpContext context) =>
        KnownParameters.None.FindProblem(context.Request.Query) is { } unknown
            ? (null, unknown)
            : await ChangeRequest.ReadBodyAsync(context.Request, AlertingJsonContext.Default.SilenceRequest, What);

    private Task<IResult> ChangeAsync(HttpContext context, Func<IAlertGrain, Task<ChangeAnswer<SilenceReport>>> change) =>
        TryAsync(context, async alerts => (await change(alerts)).ToResult(context, What, Show));

    private static IResult Show(HttpContext context, SilenceReport silence) =>
        EntityTags.Show(context, silence.Version, silence, AlertingJsonContext.Readable.SilenceReport);

    private Task<IResult> TryAsync(HttpContext context, Func<IAlertGrain, Task<IResult>> ask) =>
        GrainAnswers.TryAsync(context, "The alert book", () => ask(grains.Alerts()), LogFailed);

    [LoggerMessage(1, LogLevel.Warning, "The alert book did not answer about silences.")]
    private partial void LogFailed(Exception exception);
}
