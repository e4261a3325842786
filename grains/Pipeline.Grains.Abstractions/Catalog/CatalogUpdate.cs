using System.Collections.Immutable;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>What one silo has to tell the catalog.</summary>
/// <param name="Endpoints">What endpoints say of themselves, the latest of each.</param>
/// <param name="Overflow">The busiest overflowing names since the last update.</param>
[GenerateSerializer, Immutable, Alias("pipeline.catalog-update.v1")]
public sealed record CatalogUpdate(
    [property: Id(0)] ImmutableArray<EndpointStatus> Endpoints,
    [property: Id(1)] ImmutableArray<OverflowUse> Overflow);
