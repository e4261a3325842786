using Microsoft.OpenApi;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Webhooks;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>/api/v1/webhooks</c> and what is under it.</summary>
internal static class WebhookRoutes
{
    private const string Tag = "Webhook";
    private const string NobodyKnows = "00000000000000ff";

    private static readonly RouteParameter s_id = new("id", "The webhook, as its id says.") { In = ParameterLocation.Path };

    private static readonly RouteProblem s_unknown =
        new(404, "unknown-webhook", "Unknown webhook", "There is no such webhook, or it has no such message, or not any more.");

    private static readonly RouteProblem s_malformed = new(
        400,
        "malformed-webhook",
        "Malformed webhook",
        "A member of the body is missing, unknown or out of its range, or the webhook is not in a state in which it can be done; detail says which and why.");

    private static readonly RouteBody s_body =
        new("application/json", "Where to, what and about which incidents.") { Type = typeof(WebhookRequest) };

    private static readonly IReadOnlyList<RouteExample> s_unknownExample =
        [new("unknown-webhook", "One that never was", ("id", NobodyKnows)) { Status = 404 }];

    private static IReadOnlyList<RouteProblem> OfChange =>
    [
        RouteProblem.MalformedParameter,
        ChangeRoutes.MalformedHeader,
        s_unknown,
        ChangeRoutes.Conflict,
        ChangeRoutes.VersionConflict,
        ChangeRoutes.Overloaded,
        RouteProblem.Unavailable,
        RouteProblem.NotReady,
    ];

    public static RouteDescription List { get; } = new("listWebhooks", Tag, "All webhooks, and how each fares")
    {
        Details = "By name. Never a secret.",
        Answers = [RouteAnswer.Json<WebhookPage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("all", "All of them")],
    };

    public static RouteDescription Create { get; } = new("createWebhook", Tag, "Makes a webhook")
    {
        Details = "It is told of what comes from now on. The answer has the secret that its receiver verifies messages with; it is shown this once. Answered when it is durable.",
        Parameters = [ChangeRoutes.User],
        Bodies = [s_body],
        AnswerStatus = StatusCodes.Status201Created,
        Answers = [RouteAnswer.Json<WebhookSecretReport>()],
        Problems = [RouteProblem.MalformedParameter, s_malformed, ChangeRoutes.TooLarge, ChangeRoutes.Overloaded, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("page", "What must be looked at now") { Status = 201, BodyFile = "createWebhook.page.body.json" },
            new("malformed-webhook", "An address that may not be sent to") { Status = 400, BodyFile = "createWebhook.malformed-webhook.body.json" },
        ],
    };

    public static RouteDescription Get { get; } = new("getWebhook", Tag, "One webhook, and how it fares")
    {
        Details = "The header ETag holds its version. Never the secret.",
        Parameters = [s_id],
        Answers = [RouteAnswer.Json<WebhookReport>()],
        Problems = [RouteProblem.MalformedParameter, s_unknown, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = s_unknownExample,
    };

    public static RouteDescription Update { get; } = new("putWebhook", Tag, "Changes a webhook")
    {
        Details = "All members are sent; what is left out is as in a new one. Its payload stays what it is. One that is switched off gives up what waits and takes nothing; "
            + "switched on again, it is told of what comes from then on.",
        Parameters = [s_id, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Bodies = [s_body],
        Answers = [RouteAnswer.Json<WebhookReport>()],
        Problems = [s_malformed, ChangeRoutes.TooLarge, .. OfChange],
        Examples = [new("unknown-webhook", "One that never was", ("id", NobodyKnows)) { Status = 404, BodyFile = "createWebhook.page.body.json" }],
    };

    public static RouteDescription Delete { get; } = new("deleteWebhook", Tag, "Removes a webhook with everything it has not sent")
    {
        Details = "The answer shows it as it was.",
        Parameters = [s_id, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Answers = [RouteAnswer.Json<WebhookReport>()],
        Problems = OfChange,
        Examples = s_unknownExample,
    };

    public static RouteDescription Rotate { get; } = new("rotateWebhook", Tag, "Gives a webhook another secret")
    {
        Details = "For 24 hours messages are signed with both. The answer has the new one; it is shown this once.",
        Parameters = [s_id, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Answers = [RouteAnswer.Json<WebhookSecretReport>()],
        Problems = OfChange,
        Examples = s_unknownExample,
    };

    public static RouteDescription Test { get; } = new("testWebhook", Tag, "Sends a test")
    {
        Details = "Through the outbox like any other message: what becomes of it is found among the deliveries, by its id.",
        Parameters = [s_id],
        Answers = [RouteAnswer.Json<WebhookReplayReport>()],
        Problems = [RouteProblem.MalformedParameter, s_malformed, s_unknown, ChangeRoutes.Overloaded, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = s_unknownExample,
    };

    public static RouteDescription Replay { get; } = new("replayWebhook", Tag, "Sends once more what was given up")
    {
        Details = "With the webhook-id it has always had, marked as delayed. Without a body, everything that was given up and is still kept. "
            + "What a later message of the same incident has overtaken is superseded instead, and named in left_out.",
        Parameters = [s_id],
        Bodies = [new("application/json", "Which message.") { Type = typeof(WebhookReplayRequest), IsOptional = true }],
        Answers = [RouteAnswer.Json<WebhookReplayReport>()],
        Problems =
        [
            RouteProblem.MalformedParameter, s_malformed, s_unknown, ChangeRoutes.TooLarge, ChangeRoutes.Overloaded, RouteProblem.Unavailable, RouteProblem.NotReady,
        ],
        Examples = s_unknownExample,
    };

    public static RouteDescription ListDeliveries { get; } = new("listWebhookDeliveries", Tag, "What a webhook has sent and owes")
    {
        Details = "The latest first: what waits, what was given up (at most 1,000) and the last 500 that are over.",
        Parameters =
        [
            s_id,
            new("state", "Only messages in this state.") { Values = Words.All<DeliveryState>() },
            RouteParameter.Limit("Messages of a page.", WebhookDeliveriesApi.LimitDefault, WebhookDeliveriesApi.LimitMax),
            RouteParameter.Cursor,
        ],
        Answers = [RouteAnswer.Json<WebhookDeliveryPage>()],
        Problems = [RouteProblem.MalformedParameter, s_unknown, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = s_unknownExample,
    };
}
