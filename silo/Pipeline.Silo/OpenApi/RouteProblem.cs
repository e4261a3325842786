namespace Pipeline.Silo.OpenApi;

/// <summary>A way in which a request can fail: <c>type</c> of the answer is <c>urn:pipeline:problem:</c> and the code.</summary>
/// <param name="Status">Status of the answer.</param>
/// <param name="Code">Stable; may be matched on.</param>
/// <param name="Title">As in the answer.</param>
/// <param name="Meaning">When it happens and what to do.</param>
internal sealed record RouteProblem(int Status, string Code, string Title, string Meaning)
{
    public static RouteProblem MalformedParameter { get; } =
        new(400, "malformed-parameter", "Malformed parameter", "A parameter is missing or malformed; detail names it and says what it takes.");

    public static RouteProblem UnknownEndpoint { get; } =
        new(404, "unknown-endpoint", "Unknown endpoint", "No event of this endpoint was ever accepted.");

    public static RouteProblem UnknownSegment { get; } =
        new(404, "unknown-segment", "Unknown segment", "No endpoint has published anything of this segment.");

    public static RouteProblem UnknownName { get; } =
        new(404, "unknown-name", "Unknown name", "The endpoint never saw this operation, value or segment; detail says which it did.");

    public static RouteProblem TooManyPoints { get; } =
        new(400, "too-many-points", "Too many points", "Steps times metrics exceed 11,000: ask for fewer, or for a coarser step.");

    public static RouteProblem TooManyClients { get; } =
        new(503, "too-many-clients", "Too many clients", "As many clients listen as may. Repeat after Retry-After seconds.");

    public static RouteProblem Unavailable { get; } =
        new(503, "unavailable", "Unavailable", "It cannot be brought back now. Repeat after Retry-After seconds.");

    public static RouteProblem Unhealthy { get; } =
        new(503, "unhealthy", "Unhealthy", "The cluster has declared this silo dead, or its own checks fail: detail says which. Start it anew.");

    public static RouteProblem NotReady { get; } =
        new(503, "not-ready", "Not ready", "The silo is starting or stopping. Repeat after Retry-After seconds.");

    /// <summary>What a question about an endpoint may meet.</summary>
    public static IReadOnlyList<RouteProblem> OfEndpoint { get; } = [MalformedParameter, UnknownEndpoint, Unavailable, NotReady];

    /// <summary>Whether the same request may be repeated.</summary>
    public bool IsTemporary => Status is 429 or 503;
}
