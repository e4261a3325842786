using System.Collections.Immutable;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>A page of endpoints.</summary>
/// <param name="Endpoints">In the order asked for.</param>
/// <param name="TotalCount">How many there are in all.</param>
/// <param name="AsOfUnixMs">When it was made, Unix ms.</param>
/// <param name="Last">Where the next page begins; null if this is the last.</param>
[GenerateSerializer, Immutable, Alias("pipeline.endpoint-page.v1")]
public sealed record EndpointPage(
    [property: Id(0)] ImmutableArray<EndpointSummaryReport> Endpoints,
    [property: Id(1)] int TotalCount,
    [property: Id(2)] long AsOfUnixMs,
    [property: Id(3)] ListPosition? Last);
