using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

/// <summary>An endpoint's features, or what is wrong with the question.</summary>
/// <param name="Report">The report; null if there is none.</param>
/// <param name="Code">A stable word, <c>unknown-name</c>; null if there is a report.</param>
/// <param name="Detail">For people: what is wrong, and what there is instead; null likewise.</param>
[GenerateSerializer, Immutable, Alias("pipeline.features-answer.v1")]
public sealed record FeaturesAnswer(
    [property: Id(0)] FeaturesReport? Report,
    [property: Id(1)] string? Code = null,
    [property: Id(2)] string? Detail = null);
