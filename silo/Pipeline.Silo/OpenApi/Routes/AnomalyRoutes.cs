using Microsoft.OpenApi;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Query.Anomalies;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/anomalies</c>, and those of one endpoint or segment.</summary>
internal static class AnomalyRoutes
{
    private const string Text = "The newest first, by their start. Each says what was not as usual, for whom, since when, and why: `causes`, the most important first, and one sentence. ";

    public static RouteDescription List { get; } = new("listAnomalies", "Ask", "What was not as usual, over all endpoints")
    {
        Details = Text + "Endpoints say of themselves whether they have any, so only those that can add to the page are asked. `endpoints_unavailable` names those "
            + "that did not answer; `endpoints_unknown` counts those of which nothing is known yet, as in the first minutes after a crash.",
        Parameters =
        [
            new("endpoint", "Name of an endpoint, exactly as in its events, or a pattern in which * stands for any characters."),
            new("segment", "Those that show in this segment only."),
            .. Common,
        ],
        Answers = [RouteAnswer.Json<AnomalyPage>()],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("pattern", "What is not as usual at the moment, of some endpoints", ("endpoint", "/no*"), ("open", "true")),
            new("malformed-parameter", "A severity that is none", ("severity", "colour")) { Status = 400 },
        ],
    };

    public static RouteDescription OfEndpoint { get; } = new("listEndpointAnomalies", "Ask", "What was not as usual of one endpoint")
    {
        Details = Text,
        Parameters =
        [
            new("name", "The endpoint, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path },
            new("segment", "Those that show in this segment only."),
            .. Common,
        ],
        Answers = [RouteAnswer.Json<AnomalyPage>()],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("open", "What goes on now", ("name", "/checkout"), ("open", "true")),
            new("unknown-endpoint", "A name that was never sent", ("name", "nobody")) { Status = 404 },
        ],
    };

    public static RouteDescription OfSegment { get; } = new("listSegmentAnomalies", "Ask", "What was not as usual for one segment, over all endpoints")
    {
        Details = Text,
        Parameters =
        [
            new("name", "The segment, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path },
            .. Common,
        ],
        Answers = [RouteAnswer.Json<AnomalyPage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.UnknownSegment, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("day", "Of one day", ("name", "premium"), ("from", "2025-06-03T00:00:00Z"), ("to", "2025-06-04T00:00:00Z")),
            new("unknown-segment", "A name that was never sent", ("name", "nobody")) { Status = 404 },
        ],
    };

    private static IReadOnlyList<RouteParameter> Common =>
    [
        new("from", "Those that went on at this time or later: Unix ms or RFC 3339."),
        new("to", "Those that began before this time: Unix ms or RFC 3339."),
        new("severity", "Only what is wrong, or only what is merely worth knowing.") { Values = ["anomaly", "notice"] },
        new("open", "Only those that go on, or only those that are over.") { Values = ["true", "false"] },
        RouteParameter.Limit("Anomalies of a page.", AnomalyRequest.LimitDefault, AnomalyRequest.LimitMax),
        RouteParameter.Cursor,
    ];
}
