using Pipeline.Protocol.Identities;

namespace Pipeline.Grains.Abstractions;

/// <summary>A <see cref="BatchIdentity"/> as it travels between silos; the protocol's own types carry no serializer's attributes.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.batch-identity.v1")]
public readonly record struct BatchIdentitySurrogate(
    [property: Id(0)] ulong SourceHigh,
    [property: Id(1)] ulong SourceLow,
    [property: Id(2)] long SourceStartUnixMs,
    [property: Id(3)] ulong Sequence);
