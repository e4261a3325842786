namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>What the catalog tells a silo in return.</summary>
/// <param name="EndpointCount">Endpoints with a place, and <c>__other__</c> if it is in use.</param>
[GenerateSerializer, Immutable, Alias("pipeline.catalog-receipt.v1")]
public sealed record CatalogReceipt([property: Id(0)] int EndpointCount);
