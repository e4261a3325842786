namespace Pipeline.Grains.Orleans;

/// <summary>An endpoint's latest publication of a segment.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Segment">The segment as the endpoint calls it.</param>
/// <param name="LastNumber">The publication's number.</param>
[GenerateSerializer, Immutable, Alias("pipeline.publisher-mark.v1")]
internal readonly record struct PublisherMark([property: Id(0)] string Endpoint, [property: Id(1)] string Segment, [property: Id(2)] long LastNumber);
