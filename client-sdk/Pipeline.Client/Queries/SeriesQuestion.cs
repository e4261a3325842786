namespace Pipeline.Client.Queries;

/// <summary>Which aggregates of an endpoint, or of a segment, are wanted step by step.</summary>
/// <param name="Endpoint">Of this endpoint; null for <see cref="Segment"/> over all endpoints, from what they have published.</param>
/// <param name="Metrics">What is asked for, such as <c>rate</c>, <c>p95</c>, <c>operations[json.dumps].per_event</c>; 1 to 50.</param>
public sealed record SeriesQuestion(string? Endpoint, params IReadOnlyList<string> Metrics)
{
    /// <summary>Of this segment only; null for all together, which takes an endpoint.</summary>
    public string? Segment { get; init; }

    /// <summary>Which part of the endpoint's event time; the last five minutes by default.</summary>
    public TimeRange Range { get; init; }

    /// <summary>Whole seconds, a multiple of a window's width (1 s, 10 s, 1 min, 1 h); null for one that gives about 200 steps.</summary>
    public TimeSpan? Step { get; init; }
}
