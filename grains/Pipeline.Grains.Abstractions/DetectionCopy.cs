using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Grains.Abstractions;

/// <summary>An endpoint's detection as it is after some entry: its options, and what it has found.</summary>
/// <param name="Applied">Offset of the next entry that will be applied.</param>
/// <param name="Bytes">The detection, as a snapshot of the endpoint holds it.</param>
[GenerateSerializer, Immutable, Alias("pipeline.detection-copy.v1")]
[SuppressMessage("Performance", "CA1819", Justification = "Handed on, never written to.")]
public sealed record DetectionCopy([property: Id(0)] long Applied, [property: Id(1)] byte[] Bytes);
