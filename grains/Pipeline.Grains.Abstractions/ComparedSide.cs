namespace Pipeline.Grains.Abstractions;

/// <summary>One side of a comparison.</summary>
/// <param name="Range">Which part of event time.</param>
/// <param name="Segment">Which segment; null for all of them together.</param>
/// <param name="Label">What the summary calls it.</param>
[GenerateSerializer, Immutable, Alias("pipeline.compared-side.v1")]
public sealed record ComparedSide(
    [property: Id(0)] EndpointQuery Range,
    [property: Id(1)] string? Segment,
    [property: Id(2)] string Label);
