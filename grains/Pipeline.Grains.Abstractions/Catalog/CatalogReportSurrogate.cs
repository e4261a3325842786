namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>The catalog's report as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.catalog-report.v1")]
public readonly record struct CatalogReportSurrogate([property: Id(0)] byte[] Json);
