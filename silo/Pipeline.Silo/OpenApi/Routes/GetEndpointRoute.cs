using Microsoft.OpenApi;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/endpoints/{name}</c>.</summary>
internal static class GetEndpointRoute
{
    public static RouteDescription Description { get; } = new("getEndpoint", "Ask", "The aggregates of one endpoint")
    {
        Parameters =
        [
            new("name", "The endpoint, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path },
            .. RouteParameter.Range,
            RouteParameter.Limit("Operations in the answer, those with the most time or calls first.", 256, 256),
        ],
        Answers = [RouteAnswer.Json<EndpointReport>()],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("lastMinute", "The last minute up to its latest event", ("name", "/recommend"), ("window", "1m")),
            new("range", "Half a minute", ("name", "/checkout"), ("from", "1748959230000"), ("to", "2025-06-03T14:01:00Z")),
            new("unknown-endpoint", "A name that was never sent", ("name", "/misspelt")) { Status = 404 },
        ],
    };
}
