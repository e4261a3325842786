using System.Collections.Immutable;

namespace Pipeline.Grains.Orleans;

/// <summary>What the endpoints of one silo have published that a segment may lack.</summary>
/// <param name="Publishers">Each with the number of its latest publication.</param>
/// <param name="RecoveredFor">The members for which the silo has brought its share of streams back.</param>
[GenerateSerializer, Immutable, Alias("pipeline.silo-publications.v1")]
internal sealed record SiloPublications([property: Id(0)] ImmutableArray<PublisherMark> Publishers, [property: Id(1)] string RecoveredFor);
