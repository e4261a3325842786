using System.Collections.Immutable;

namespace Pipeline.Grains.Abstractions;

/// <summary>What an endpoint tells a segment: publications in a row, or none to ask how far the segment is.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Segment">The segment as the endpoint calls it. Numbers are given out for each pair of the two.</param>
/// <param name="OldestNumber">Number of the oldest publication that the endpoint still has; what lies before it is gone.</param>
/// <param name="LastNumber">Number of the latest publication that the endpoint has made.</param>
/// <param name="FirstNumber">Number of the first of <paramref name="Publications"/>; the others follow without gap.</param>
/// <param name="Publications">Their bytes (docs/segments.md); nobody writes to them after sending.</param>
/// <param name="IsUrgent">Whether the endpoint runs out of room for what it has to keep.</param>
[GenerateSerializer, Immutable, Alias("pipeline.publish-request.v1")]
public sealed record PublishRequest(
    [property: Id(0)] string Endpoint,
    [property: Id(1)] string Segment,
    [property: Id(2)] long OldestNumber,
    [property: Id(3)] long LastNumber,
    [property: Id(4)] long FirstNumber,
    [property: Id(5)] ImmutableArray<ReadOnlyMemory<byte>> Publications,
    [property: Id(6)] bool IsUrgent);
