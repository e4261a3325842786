using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Alerts;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/audit</c>.</summary>
internal static class AuditRoute
{
    public static RouteDescription List { get; } = new("listChanges", AlertRoutes.Tag, "Who has changed what")
    {
        Details = "The latest first: budgets, silences, what was done about incidents, and webhooks. Of each the latest thousand changes are kept. Never a secret.",
        Parameters =
        [
            new("what", "Of this kind only.") { Values = ["budget", "silence", "incident", "webhook"] },
            RouteParameter.Limit("Changes of the answer.", AuditApi.LimitDefault, AuditApi.LimitMax),
        ],
        Answers = [RouteAnswer.Json<AuditPage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("incidents", "What was done about incidents", ("what", "incident")),
            new("malformed-parameter", "Of a kind that there is not", ("what", "weather")) { Status = 400 },
        ],
    };
}
