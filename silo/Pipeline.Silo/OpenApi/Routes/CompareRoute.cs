using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/compare</c>.</summary>
internal static class CompareRoute
{
    public static RouteDescription Description { get; } = new("compare", "Ask", "Two segments or two periods of one endpoint, and what makes the difference")
    {
        Parameters =
        [
            RouteParameter.Endpoint,
            new("a", "The first side: segment:NAME, or period:FROM/TO with Unix ms or RFC 3339.") { IsRequired = true },
            new("b", "The second side, likewise.") { IsRequired = true },
            .. RouteParameter.Range,
            new("segment", "Beside periods: of this segment only."),
        ],
        Answers = [RouteAnswer.Json<ComparisonReport>()],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("segments", "Premium against free", ("endpoint", "/recommend"), ("a", "segment:premium"), ("b", "segment:free"), ("window", "all")),
            new(
                "periods",
                "The second minute against the first",
                ("endpoint", "/recommend"),
                ("a", "period:2025-06-03T14:01:00Z/2025-06-03T14:02:00Z"),
                ("b", "period:2025-06-03T14:00:00Z/2025-06-03T14:01:00Z"),
                ("segment", "premium")),
            new("malformed-parameter", "A side that is missing", ("endpoint", "/recommend"), ("a", "segment:premium")) { Status = 400 },
        ],
    };
}
