using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/endpoints</c>.</summary>
internal static class ListEndpointsRoute
{
    public static RouteDescription Description { get; } = new("listEndpoints", "Ask", "Endpoints in any order, page by page")
    {
        Details = "Short unless `detail=full` or a range is asked for: the last five minutes of each endpoint's own time, from what the catalog knows, without "
            + "waking any. With `name` the answer is that endpoint's alone, as that of `/api/v1/endpoints/{name}`.",
        Parameters =
        [
            new("sort", "What they are ordered by; endpoints without the figure come last, equal ones by name.")
            {
                Values = ["name", "rate", "errors", "p95", "cpu", "db_queries", "time"], Default = "name",
            },
            new("order", "asc or desc; asc of names, desc of figures, if left out.") { Values = ["asc", "desc"] },
            RouteParameter.Limit("Endpoints of a page; with name, operations, at most 256.", 100, 10_000),
            RouteParameter.Cursor,
            new("detail", "summary, or full: of each endpoint of the page what /api/v1/endpoints/{name} answers, ten operations at most.")
            {
                Values = ["summary", "full"],
            },
            new("name", "One endpoint, for names that are awkward in a path."),
            .. RouteParameter.Range.Select(static parameter => parameter with { Description = parameter.Description + " Implies detail=full.", Default = null }),
        ],
        Answers = [RouteAnswer.Json<EndpointSummaryListReport>() with { Or = [typeof(EndpointListReport), typeof(EndpointReport)] }],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("slowest", "The slowest endpoint, short, and where to go on", ("sort", "p95"), ("limit", "1")),
            new("all", "Every endpoint in full since it began", ("window", "all"), ("limit", "10")),
            new("byName", "One endpoint, its two most expensive operations", ("name", "/recommend"), ("window", "all"), ("limit", "2")),
            new("malformed-parameter", "A sort that is none", ("sort", "colour")) { Status = 400 },
        ],
    };
}
