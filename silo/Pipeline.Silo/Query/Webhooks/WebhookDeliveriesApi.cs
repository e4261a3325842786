using System.Globalization;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Alerts;

namespace Pipeline.Silo.Query.Webhooks;

/// <summary><c>/api/v1/webhooks/{id}/deliveries</c>, <c>/test</c> and <c>/replay</c>: what a webhook has sent and owes. See docs/webhooks.md.</summary>
internal sealed partial class WebhookDeliveriesApi(AlertingGrains grains, IGrainFactory factory, ILogger<WebhookDeliveriesApi> logger)
{
    public const string Suffix = "/deliveries";

    public const string TestSuffix = "/test";

    public const string ReplaySuffix = "/replay";

    /// <summary>Messages of a page.</summary>
    public const int LimitDefault = 100;

    /// <summary>Most messages of a page.</summary>
    public const int LimitMax = 1_000;

    private static readonly KnownParameters s_parameters = new("state", "limit", "cursor");

    private static readonly WebhookReplayRequest s_all = new(null);

    private readonly ILogger _logger = logger;

    public async Task<IResult> ListAsync(HttpContext context, string id)
    {
        if (s_parameters.FindProblem(context.Request.Query) is { } unknown)
            return unknown;
        ParameterReader parameters = new(context.Request.Query);
        int limit = parameters.Count("limit", LimitDefault, LimitMax);
        DeliveryState? state = parameters.Word<DeliveryState>("state");
        string? cursor = parameters.Text("cursor");
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            parameters.Refuse($"cursor is '{cursor}': it takes what next of the page before held.");
        if (parameters.Defect is { } defect)
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        return await TryAsync(context, id, async webhook =>
            Results.Json((await webhook.ListDeliveriesAsync(state, limit, cursor)).Read(), AlertingJsonContext.Readable.WebhookDeliveryPage));
    }

    public async Task<IResult> TestAsync(HttpContext context, string id) =>
        KnownParameters.None.FindProblem(context.Request.Query) ?? await ChangeAsync(context, id, static webhook => webhook.TestAsync());

    public async Task<IResult> ReplayAsync(HttpContext context, string id)
    {
        if (KnownParameters.None.FindProblem(context.Request.Query) is { } unknown)
            return unknown;
        (WebhookReplayRequest? request, IResult? malformed) =
            await ChangeRequest.ReadBodyAsync(context.Request, AlertingJsonContext.Default.WebhookReplayRequest, WebhooksApi.What, s_all);
        return malformed ?? await ChangeAsync(context, id, webhook => webhook.ReplayAsync(request!.MessageId));
    }

    private Task<IResult> ChangeAsync(HttpContext context, string id, Func<IWebhookGrain, Task<ChangeAnswer<WebhookReplayReport>>> change) =>
        TryAsync(context, id, async webhook => (await change(webhook))
            .ToResult(context, WebhooksApi.What, static (_, report) => Results.Json(report, AlertingJsonContext.Readable.WebhookReplayReport)));

    /// <summary>Asks a webhook that there is: asking one that there is not would bring it into memory.</summary>
    private Task<IResult> TryAsync(HttpContext context, string id, Func<IWebhookGrain, Task<IResult>> ask) =>
        GrainAnswers.TryAsync(
            context,
            $"Webhook '{id}'",
            async () => await grains.Webhooks().GetSubscriptionAsync(id) is null ? WebhooksApi.Unknown(id) : await ask(factory.GetGrain<IWebhookGrain>(id)),
            exception => LogFailed(exception, id));

    [LoggerMessage(1, LogLevel.Warning, "Webhook {Webhook} did not answer.")]
    private partial void LogFailed(Exception exception, string webhook);
}
