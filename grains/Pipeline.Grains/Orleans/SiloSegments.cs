using System.Collections.Immutable;

namespace Pipeline.Grains.Orleans;

/// <summary>The segments that one silo knows.</summary>
/// <param name="Names">Their names.</param>
/// <param name="RecoveredFor">The members for which the silo has brought its share of streams back.</param>
[GenerateSerializer, Immutable, Alias("pipeline.silo-segments.v1")]
internal sealed record SiloSegments([property: Id(0)] ImmutableArray<string> Names, [property: Id(1)] string RecoveredFor);
