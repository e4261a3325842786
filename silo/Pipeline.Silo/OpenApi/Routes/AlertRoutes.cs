using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Alerts;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/alerts</c>, and what the paths about alerts and incidents have in common.</summary>
internal static class AlertRoutes
{
    public const string Tag = "Alert";

    public static RouteDescription List { get; } = new("listAlerts", Tag, "What an anomaly, a broken budget or a silence has given cause for")
    {
        Details = "The latest first, by when they were first heard of. An alert is pending until it has shown for a while, then it fires, then it is resolved; one that "
            + "was over before anybody could be told is historic. Alerts of one cause are one incident.",
        Parameters =
        [
            .. Filters,
            new("incident", "Those of this incident only."),
            RouteParameter.Limit("Alerts of a page.", AlertRequest.LimitDefault, AlertRequest.LimitMax),
            RouteParameter.Cursor,
        ],
        Answers = [RouteAnswer.Json<AlertPage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("open", "What goes on now", ("open", "true")),
            new("malformed-parameter", "A parameter that there is not", ("severity", "colour")) { Status = 400 },
        ],
    };

    /// <summary>Which alerts or incidents.</summary>
    public static IReadOnlyList<RouteParameter> Filters =>
    [
        new("endpoint", "Of this endpoint, or of those whose name fits a pattern in which * stands for any characters."),
        new("segment", "Those that show in this segment only."),
        new("severity", "Of this severity only.") { Values = Words.All<AlertSeverity>() },
        new("open", "Only those that go on, or only those that are over.") { Values = ["true", "false"] },
        new("historic", "Only those that were long past when they were found, or only the others.") { Values = ["true", "false"] },
        new("from", "Those that went on at this time or later: Unix ms or RFC 3339."),
        new("to", "Those that began before this time: Unix ms or RFC 3339."),
    ];
}
