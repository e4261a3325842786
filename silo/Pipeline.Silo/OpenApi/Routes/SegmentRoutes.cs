using Microsoft.OpenApi;
using Pipeline.Core.Segments;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/segments</c> and <c>/api/v1/segments/{name}</c>.</summary>
internal static class SegmentRoutes
{
    private const string Lag = "A segment holds what endpoints have published, window by window as they close: `pending` says what it has not taken in yet.";

    public static RouteDescription List { get; } = new("listSegments", "Ask", "Segments over all endpoints")
    {
        Details = Lag + " With `name` the answer is that segment's alone, as that of `/api/v1/segments/{name}`.",
        Parameters =
        [
            new("name", "One segment, for names that are awkward in a path."),
            .. RouteParameter.Range,
            RouteParameter.Limit("Segments of the list; with name, operations, at most 1,024.", 100, 10_000),
        ],
        Answers = [RouteAnswer.Json<SegmentListReport>() with { Or = [typeof(WholeSegmentReport)] }],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.UnknownSegment, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("first", "The first segment by name, since it began", ("window", "all"), ("limit", "1")),
            new("unknown-segment", "A name that was never sent", ("name", "nobody")) { Status = 404 },
        ],
    };

    public static RouteDescription Get { get; } = new("getSegment", "Ask", "The aggregates of one segment over all endpoints")
    {
        Details = Lag,
        Parameters =
        [
            new("name", "The segment, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path },
            .. RouteParameter.Range,
            RouteParameter.Limit("Operations in the answer, those with the most time or calls first.", 256, SegmentState.OperationsMax),
        ],
        Answers = [RouteAnswer.Json<WholeSegmentReport>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.UnknownSegment, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("lastMinute", "The last minute", ("name", "premium"), ("window", "1m")),
            new("unknown-segment", "A name that was never sent", ("name", "nobody")) { Status = 404 },
        ],
    };
}
