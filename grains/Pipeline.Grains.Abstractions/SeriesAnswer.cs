using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

/// <summary>Series, or what is wrong with the question.</summary>
/// <param name="Report">The series; null if there are none.</param>
/// <param name="Code">A stable word, <c>malformed-parameter</c>, <c>too-many-points</c> or <c>unknown-name</c>; null if there are.</param>
/// <param name="Detail">For people: what is wrong, and what there is instead; null likewise.</param>
[GenerateSerializer, Immutable, Alias("pipeline.series-answer.v1")]
public sealed record SeriesAnswer(
    [property: Id(0)] SeriesReport? Report,
    [property: Id(1)] string? Code = null,
    [property: Id(2)] string? Detail = null);
