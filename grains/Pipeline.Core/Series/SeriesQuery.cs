namespace Pipeline.Core.Series;

/// <summary>A question for aggregates step by step.</summary>
/// <param name="Metrics">Which; at least one.</param>
/// <param name="Segment">Of this segment only; null for all together.</param>
/// <param name="StepMs">Width of a step, ms; 0 takes one that gives about 200 steps.</param>
/// <param name="WindowMs">The last so much up to the latest event; null if an interval is asked for.</param>
/// <param name="FromUnixMs">Start of the interval, inclusive; null for the earliest event.</param>
/// <param name="ToUnixMs">End of the interval, exclusive; null for just after the latest event.</param>
public sealed record SeriesQuery(
    IReadOnlyList<SeriesMetric> Metrics,
    string? Segment = null,
    long StepMs = 0,
    long? WindowMs = null,
    long? FromUnixMs = null,
    long? ToUnixMs = null);
