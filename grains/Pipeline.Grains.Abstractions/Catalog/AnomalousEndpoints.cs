using System.Collections.Immutable;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Who must be asked about anomalies.</summary>
/// <param name="Endpoints">Those that have said so; whose newest began last, first.</param>
/// <param name="Unknown">Those that have not said anything since they were changed, as after a crash; not all if there are many.</param>
/// <param name="UnknownCount">How many those are in all.</param>
/// <param name="AsOfUnixMs">When it was answered, Unix ms.</param>
[GenerateSerializer, Immutable, Alias("pipeline.anomalous-endpoints.v1")]
public sealed record AnomalousEndpoints(
    [property: Id(0)] ImmutableArray<AnomalousEndpoint> Endpoints,
    [property: Id(1)] ImmutableArray<string> Unknown,
    [property: Id(2)] int UnknownCount,
    [property: Id(3)] long AsOfUnixMs);
