namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>An endpoint's summary as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.endpoint-summary-report.v1")]
public readonly record struct EndpointSummaryReportSurrogate([property: Id(0)] byte[] Json);
