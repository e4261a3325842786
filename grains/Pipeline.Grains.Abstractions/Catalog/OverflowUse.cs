namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Events sent under a name that has no place.</summary>
/// <param name="Name">The name.</param>
/// <param name="Events">Its events, at most.</param>
/// <param name="Excess">How many of them may be another name's.</param>
[GenerateSerializer, Immutable, Alias("pipeline.overflow-use.v1")]
public readonly record struct OverflowUse([property: Id(0)] string Name, [property: Id(1)] long Events, [property: Id(2)] long Excess);
