using Pipeline.Protocol.Identities;

namespace Pipeline.Grains.Abstractions;

/// <summary>One source's events and tallies for one endpoint, as they stand on the wire.</summary>
/// <param name="Section">The section's bytes (docs/wire-format.md); nobody writes to them after sending.</param>
/// <param name="Identity">What makes a repeat recognisable; null where the source named none, and then nothing is deduplicated.</param>
[GenerateSerializer, Immutable, Alias("pipeline.section-append.v1")]
public sealed record SectionAppend(
    [property: Id(0)] ReadOnlyMemory<byte> Section,
    [property: Id(1)] BatchIdentity? Identity);
