namespace Pipeline.Grains.Abstractions;

/// <summary>Which part of an endpoint's event time is asked for.</summary>
/// <remarks>All null means everything ever accepted, whatever retention has removed since.</remarks>
/// <param name="Window">The last so much, up to the endpoint's latest event.</param>
/// <param name="FromUnixMs">Start, inclusive; widened to a window border. Null with <paramref name="ToUnixMs"/> means as far back as kept.</param>
/// <param name="ToUnixMs">End, exclusive; widened to a window border. Null means now.</param>
/// <param name="OperationCountMax">At most so many operations in the answer, those with the most calls first.</param>
[GenerateSerializer, Immutable, Alias("pipeline.endpoint-query.v1")]
public sealed record EndpointQuery(
    [property: Id(0)] TimeSpan? Window = null,
    [property: Id(1)] long? FromUnixMs = null,
    [property: Id(2)] long? ToUnixMs = null,
    [property: Id(3)] int OperationCountMax = 256);
