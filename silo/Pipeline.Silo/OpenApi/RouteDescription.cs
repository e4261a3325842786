namespace Pipeline.Silo.OpenApi;

/// <summary>What the document says of a route. Handlers read a bare request, so nothing of it can be told from their signatures.</summary>
/// <param name="Id">Name of the operation, unique.</param>
/// <param name="Tag">The group it is shown in.</param>
/// <param name="Summary">One line.</param>
internal sealed record RouteDescription(string Id, string Tag, string Summary)
{
    /// <summary>More, for people; Markdown.</summary>
    public string? Details { get; init; }

    public IReadOnlyList<RouteParameter> Parameters { get; init; } = [];

    /// <summary>The bodies it takes, one of them; empty if none.</summary>
    public IReadOnlyList<RouteBody> Bodies { get; init; } = [];

    /// <summary>The status of a success.</summary>
    public int AnswerStatus { get; init; } = StatusCodes.Status200OK;

    /// <summary>What it answers then; the first of them unless the request accepts another.</summary>
    public required IReadOnlyList<RouteAnswer> Answers { get; init; }

    public IReadOnlyList<RouteProblem> Problems { get; init; } = [];

    public required IReadOnlyList<RouteExample> Examples { get; init; }
}
