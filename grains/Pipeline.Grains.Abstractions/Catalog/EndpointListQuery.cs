namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Which endpoints a list shows.</summary>
/// <param name="Sort">What it is ordered by; equal ones by name. Endpoints that do not know the figure come last, whatever the order.</param>
/// <param name="IsDescending">Largest first.</param>
/// <param name="Limit">At most so many, from 1.</param>
/// <param name="After">The last endpoint of the page before; null for the first page.</param>
[GenerateSerializer, Immutable, Alias("pipeline.endpoint-list-query.v1")]
public sealed record EndpointListQuery(
    [property: Id(0)] EndpointSort Sort,
    [property: Id(1)] bool IsDescending,
    [property: Id(2)] int Limit,
    [property: Id(3)] ListPosition? After);
