using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Alerts;

namespace Pipeline.Silo.Query.Webhooks;

/// <summary><c>/api/v1/webhooks</c>: the list, one, a new one, its changes and its end. See docs/webhooks.md.</summary>
internal sealed partial class WebhooksApi(AlertingGrains grains, ILogger<WebhooksApi> logger)
{
    public const string Path = "/api/v1/webhooks";

    public const string RotateSuffix = "/rotate";

    /// <summary>What is changed, as in the codes of problems.</summary>
    public const string What = "webhook";

    private readonly ILogger _logger = logger;

    public async Task<IResult> ListAsync(HttpContext context) =>
        KnownParameters.None.FindProblem(context.Request.Query)
        ?? await TryAsync(context, static async webhooks => Results.Json((await webhooks.ListAsync()).Read(), AlertingJsonContext.Readable.WebhookPage));

    public async Task<IResult> GetAsync(HttpContext context, string id) =>
        KnownParameters.None.FindProblem(context.Request.Query)
        ?? await TryAsync(context, async webhooks => await webhooks.GetAsync(id) is { } webhook ? Show(context, webhook.Read()) : Unknown(id));

    public async Task<IResult> CreateAsync(HttpContext context)
    {
        (WebhookRequest? request, IResult? malformed) = await ReadAsync(context);
        return malformed
            ?? await TryAsync(context, async webhooks => (await webhooks.CreateAsync(Packed.Of(request!), Caller.NameOf(context))).ToResult(context, What, ShowMade));
    }

    public async Task<IResult> UpdateAsync(HttpContext context, string id)
    {
        if (!ChangeRequest.TryReadHead(context, out long? version, out IResult? defect))
            return defect;
        (WebhookRequest? request, IResult? malformed) = await ReadAsync(context);
        return malformed ?? await ChangeAsync(context, webhooks => webhooks.UpdateAsync(id, Packed.Of(request!), Caller.NameOf(context), version));
    }

    public async Task<IResult> DeleteAsync(HttpContext context, string id) =>
        ChangeRequest.TryReadHead(context, out long? version, out IResult? defect)
            ? await ChangeAsync(context, webhooks => webhooks.DeleteAsync(id, Caller.NameOf(context), version))
            : defect;

    public async Task<IResult> RotateAsync(HttpContext context, string id)
    {
        if (!ChangeRequest.TryReadHead(context, out long? version, out IResult? defect))
            return defect;
        return await TryAsync(context, async webhooks =>
            (await webhooks.RotateAsync(id, Caller.NameOf(context), version)).ToResult(context, What, static (asked, rotated) => ShowSecret(asked, rotated)));
    }

    /// <summary>404: there is no such webhook.</summary>
    public static IResult Unknown(string id) => Problems.Create(404, "unknown-webhook", "Unknown webhook", $"There is no webhook '{id}'.");

    private static async Task<(WebhookRequest? Request, IResult? Problem)> ReadAsync(HttpContext context) =>
        KnownParameters.None.FindProblem(context.Request.Query) is { } unknown
            ? (null, unknown)
            : await ChangeRequest.ReadBodyAsync(context.Request, AlertingJsonContext.Default.WebhookRequest, What);

    private Task<IResult> ChangeAsync(HttpContext context, Func<IWebhookDirectoryGrain, Task<ChangeAnswer<WebhookReport>>> change) =>
        TryAsync(context, async webhooks => (await change(webhooks)).ToResult(context, What, Show));

    private static IResult Show(HttpContext context, WebhookReport webhook) =>
        EntityTags.Show(context, webhook.Version, webhook, AlertingJsonContext.Readable.WebhookReport);

    private static IResult ShowMade(HttpContext context, WebhookSecretReport made)
    {
        context.Response.Headers.Location = $"{Path}/{made.Webhook.Id}";
        return ShowSecret(context, made, StatusCodes.Status201Created);
    }

    /// <summary>The secret is in no other answer, and is to be in no cache.</summary>
    private static IResult ShowSecret(HttpContext context, WebhookSecretReport secret, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.CacheControl = "no-store";
        return EntityTags.Show(context, secret.Webhook.Version, secret, AlertingJsonContext.Readable.WebhookSecretReport, status);
    }

    private Task<IResult> TryAsync(HttpContext context, Func<IWebhookDirectoryGrain, Task<IResult>> ask) =>
        GrainAnswers.TryAsync(context, "The list of webhooks", () => ask(grains.Webhooks()), LogFailed);

    [LoggerMessage(1, LogLevel.Warning, "The list of webhooks did not answer.")]
    private partial void LogFailed(Exception exception);
}
