using Microsoft.OpenApi;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/endpoints/{name}/cost</c>, and the same with the name as a parameter.</summary>
internal static class CostRoutes
{
    private const string Text = "Operations and resources by what the time is spent on, and what was added per second since a reference period: by more traffic, by more "
        + "calls per event, or by slower calls. So a cost that was always there is named when traffic makes it hurt, though nothing changed per event.";

    public static RouteDescription Get { get; } = new("getEndpointCost", "Ask", "What the time of an endpoint is spent on")
    {
        Details = Text,
        Parameters =
        [
            new("name", "The endpoint, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path },
            .. Common,
        ],
        Answers = [RouteAnswer.Json<CostReport>()],
        Problems = [.. RouteProblem.OfEndpoint, RouteProblem.UnknownName],
        Examples =
        [
            new(
                "minute",
                "The second minute against the first: where a culprit came in",
                ("name", "/recommend"),
                ("from", "2025-06-03T14:01:00Z"),
                ("to", "2025-06-03T14:02:00Z"),
                ("segment", "premium"),
                ("limit", "2")),
            new(
                "malformed-parameter",
                "A reference that does not end",
                ("name", "/recommend"),
                ("reference_from", "2025-06-03T14:00:00Z")) { Status = 400 },
        ],
    };

    public static RouteDescription GetByName { get; } = new("getEndpointCostByName", "Ask", "The same by parameter, for names that are awkward in a path")
    {
        Details = Text + " Without name it is the endpoint called cost that is asked for, as by /api/v1/endpoints/{name}.",
        Parameters = [new("name", "The endpoint, exactly as in its events."), .. Common],
        Answers = [RouteAnswer.Json<CostReport>() with { Or = [typeof(EndpointReport)] }],
        Problems = [.. RouteProblem.OfEndpoint, RouteProblem.UnknownName],
        Examples =
        [
            new("all", "All time, to which nothing can be compared", ("name", "/checkout"), ("window", "all")),
            new("unknown-name", "A segment that it never saw", ("name", "/checkout"), ("segment", "gold")) { Status = 404 },
        ],
    };

    private static IReadOnlyList<RouteParameter> Common =>
    [
        .. RouteParameter.Range,
        new("reference_from", "Start of what to compare with: Unix ms or RFC 3339, with reference_to. Without both: as much as the range covers, just before it."),
        new("reference_to", "End of what to compare with, exclusive."),
        new("segment", "Of this segment only; all together without."),
        new("sort", "Which operations come first: those that take the most time now, or that added the most since the reference.")
        {
            Values = ["now", "added"], Default = "now",
        },
        RouteParameter.Limit("Operations in the answer; others adds up the rest.", 20, 256),
    ];
}
