namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>A place in an ordered list: it means the same whatever has joined or left the list.</summary>
/// <param name="Figure">What the list is ordered by; null for an endpoint that does not know it, and where it is ordered by name.</param>
/// <param name="Name">The endpoint.</param>
[GenerateSerializer, Immutable, Alias("pipeline.list-position.v1")]
public sealed record ListPosition([property: Id(0)] double? Figure, [property: Id(1)] string Name);
