using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

/// <summary>A cost report, or what is wrong with the question.</summary>
/// <param name="Report">The report; null if there is none.</param>
/// <param name="Code">A stable word, <c>unknown-name</c>; null if there is a report.</param>
/// <param name="Detail">For people: what is wrong, and what there is instead; null likewise.</param>
[GenerateSerializer, Immutable, Alias("pipeline.cost-answer.v1")]
public sealed record CostAnswer(
    [property: Id(0)] CostReport? Report,
    [property: Id(1)] string? Code = null,
    [property: Id(2)] string? Detail = null);
