namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>An endpoint that may have anomalies that are asked for.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="LatestSinceUnixMs">Start of the one that began last, Unix ms: it has none that is newer.</param>
[GenerateSerializer, Immutable, Alias("pipeline.anomalous-endpoint.v1")]
public readonly record struct AnomalousEndpoint([property: Id(0)] string Name, [property: Id(1)] long LatestSinceUnixMs);
