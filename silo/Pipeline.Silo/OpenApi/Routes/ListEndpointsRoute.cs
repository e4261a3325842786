using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/endpoints</c>.</summary>
internal static class ListEndpointsRoute
{
    public static RouteDescription Description { get; } = new("listEndpoints", "Ask", "Endpoints with their aggregates")
    {
        Details = "With `name` the answer is that endpoint's alone, as that of `/api/v1/endpoints/{name}`.",
        Parameters =
        [
            new("name", "One endpoint, for names that are awkward in a path."),
            .. RouteParameter.Range,
            RouteParameter.Limit("Endpoints of a list; operations of one endpoint, at most 256.", 100, 10_000),
        ],
        Answers = [RouteAnswer.Json<EndpointListReport>() with { Or = typeof(EndpointReport) }],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("all", "Every endpoint since it began", ("window", "all"), ("limit", "10")),
            new("byName", "One endpoint, its two most expensive operations", ("name", "/recommend"), ("window", "all"), ("limit", "2")),
            new("malformed-parameter", "A window that is none", ("window", "5")) { Status = 400 },
        ],
    };
}
