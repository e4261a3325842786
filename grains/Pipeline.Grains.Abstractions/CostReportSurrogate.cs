namespace Pipeline.Grains.Abstractions;

/// <summary>A cost report as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.cost-report.v1")]
public readonly record struct CostReportSurrogate([property: Id(0)] byte[] Json);
