using System.Collections.Immutable;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Which endpoints may have anomalies that are asked for.</summary>
/// <param name="FromUnixMs">Start of the range, inclusive, Unix ms.</param>
/// <param name="ToUnixMs">End of the range, exclusive, Unix ms.</param>
/// <param name="EndpointPattern">Only endpoints of such a name, with <c>*</c> for any characters; null for all.</param>
/// <param name="Segment">Only endpoints that have seen it; null for all.</param>
/// <param name="IsOpen">Whether only endpoints are meant of which one goes on.</param>
/// <param name="UnknownMax">Names of endpoints at most of which nothing is known.</param>
[GenerateSerializer, Immutable, Alias("pipeline.anomalous-query.v1")]
public sealed record AnomalousQuery(
    [property: Id(0)] long FromUnixMs,
    [property: Id(1)] long ToUnixMs,
    [property: Id(2)] string? EndpointPattern,
    [property: Id(3)] string? Segment,
    [property: Id(4)] bool IsOpen,
    [property: Id(5)] int UnknownMax)
{
    /// <summary>Only endpoints of these names; empty for all.</summary>
    [Id(6)]
    public ImmutableArray<string> Names { get; init; } = [];
}
