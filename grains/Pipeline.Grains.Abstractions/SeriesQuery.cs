namespace Pipeline.Grains.Abstractions;

/// <summary>A question for aggregates step by step.</summary>
/// <param name="Metrics">Which, separated by commas; docs/http-api.md lists them.</param>
/// <param name="Range">Which part of event time; widened to whole steps.</param>
/// <param name="Segment">Of this segment only; null for all together.</param>
/// <param name="Step">Width of a step, a multiple of a window's width; null takes one that gives about 200 steps.</param>
[GenerateSerializer, Immutable, Alias("pipeline.series-query.v1")]
public sealed record SeriesQuery(
    [property: Id(0)] string Metrics,
    [property: Id(1)] EndpointQuery Range,
    [property: Id(2)] string? Segment = null,
    [property: Id(3)] TimeSpan? Step = null);
