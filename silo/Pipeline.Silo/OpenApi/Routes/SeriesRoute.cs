using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/series</c>.</summary>
internal static class SeriesRoute
{
    public static RouteDescription Description { get; } = new("getSeries", "Ask", "Any aggregates of an endpoint, of one of its segments, or of a segment over all endpoints, step by step")
    {
        Details = "A value is null where there is nothing to take a mean of, where nothing is retained, and after the latest event. docs/http-api.md lists the metrics.",
        Parameters =
        [
            RouteParameter.Endpoint with { IsRequired = false, Description = "Name of the endpoint; without it segment is that over all endpoints." },
            new("segment", "One of the endpoint's segments; all together without."),
            new("metric", "What is asked for, separated by commas, at most 50: for instance rate, p95, cpu_ms, operations[json.dumps].per_event.") { IsRequired = true },
            new("step", "A duration, a multiple of 1s, 10s, 1m or 1h; without it one that gives about 200 steps."),
            .. RouteParameter.Range,
        ],
        Answers = [RouteAnswer.Json<SeriesReport>()],
        Problems = [.. RouteProblem.OfEndpoint, RouteProblem.UnknownSegment, RouteProblem.UnknownName, RouteProblem.TooManyPoints],
        Examples =
        [
            new(
                "operations",
                "When premium's calls of json.dumps began to explode",
                ("endpoint", "/recommend"),
                ("segment", "premium"),
                ("metric", "rate,p95,operations[json.dumps].per_event"),
                ("step", "10s"),
                ("from", "2025-06-03T14:00:00Z"),
                ("to", "2025-06-03T14:02:00Z")),
            new("segment", "Premium over all endpoints", ("segment", "premium"), ("metric", "count,cpu_ms"), ("step", "1m"), ("from", "2025-06-03T14:00:00Z"), ("to", "2025-06-03T14:02:00Z")),
            new("unknown-name", "An operation that it never did", ("endpoint", "/recommend"), ("metric", "operations[json.dump].rate")) { Status = 404 },
            new("too-many-points", "A day by the second", ("endpoint", "/recommend"), ("metric", "rate"), ("step", "1s"), ("from", "2025-06-03T00:00:00Z"), ("to", "2025-06-04T00:00:00Z"))
            {
                Status = 400,
            },
        ],
    };
}
