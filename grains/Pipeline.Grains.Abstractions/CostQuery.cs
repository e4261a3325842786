namespace Pipeline.Grains.Abstractions;

/// <summary>What is asked about an endpoint's cost.</summary>
/// <param name="Range">Which part of event time; its <see cref="EndpointQuery.OperationCountMax"/> bounds the answer.</param>
/// <param name="Reference">Which part it is compared with; null for as much just before.</param>
/// <param name="Segment">Which segment; null for all of them together.</param>
/// <param name="IsByAdded">Whether the operations that added the most time come first, instead of those that take most.</param>
[GenerateSerializer, Immutable, Alias("pipeline.cost-query.v1")]
public sealed record CostQuery(
    [property: Id(0)] EndpointQuery Range,
    [property: Id(1)] EndpointQuery? Reference = null,
    [property: Id(2)] string? Segment = null,
    [property: Id(3)] bool IsByAdded = false);
