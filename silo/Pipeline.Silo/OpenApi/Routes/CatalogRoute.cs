using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/catalog</c>.</summary>
internal static class CatalogRoute
{
    public static RouteDescription Description { get; } = new("getCatalog", "Ask", "What is limited, how much of it is used, and what overflowed")
    {
        Answers = [RouteAnswer.Json<CatalogReport>()],
        Problems = [RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("whole", "A silo with room")],
    };
}
