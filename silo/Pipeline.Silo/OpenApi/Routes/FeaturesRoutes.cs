using Microsoft.OpenApi;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Query.Anomalies;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/endpoints/{name}/features</c>, and the same with the name as a parameter.</summary>
internal static class FeaturesRoutes
{
    private const string Text = "Of each segment what its last judged window was like, against what is usual at that time: the most surprising first. "
        + "`expected`, `low` and `high` are absent while too little is known.";

    public static RouteDescription Get { get; } = new("getEndpointFeatures", "Ask", "What an endpoint is like against what is usual")
    {
        Details = Text,
        Parameters =
        [
            new("name", "The endpoint, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path },
            .. Common,
        ],
        Answers = [RouteAnswer.Json<FeaturesReport>()],
        Problems = [.. RouteProblem.OfEndpoint, RouteProblem.UnknownName],
        Examples =
        [
            new("segments", "Two features of each segment, of which too little is known yet", ("name", "/recommend"), ("limit", "2")),
            new("unknown-name", "A segment that it never saw", ("name", "/checkout"), ("segment", "gold")) { Status = 404 },
        ],
    };

    public static RouteDescription GetByName { get; } = new("getEndpointFeaturesByName", "Ask", "The same by parameter, for names that are awkward in a path")
    {
        Details = Text + " Without name it is the endpoint called features that is asked for, as by /api/v1/endpoints/{name}.",
        Parameters = [new("name", "The endpoint, exactly as in its events."), .. Common],
        Answers = [RouteAnswer.Json<FeaturesReport>() with { Or = [typeof(EndpointReport)] }],
        Problems = [.. RouteProblem.OfEndpoint, RouteProblem.UnknownName],
        Examples =
        [
            new("segment", "One segment", ("name", "/recommend"), ("segment", "premium"), ("limit", "3")),
            new("malformed-parameter", "More features than there can be", ("name", "/checkout"), ("limit", "1001")) { Status = 400 },
        ],
    };

    private static IReadOnlyList<RouteParameter> Common =>
    [
        new("segment", "Of this segment only; each without."),
        RouteParameter.Limit("Features of a segment, the most surprising first.", FeaturesApi.LimitDefault, FeaturesApi.LimitMax),
    ];
}
