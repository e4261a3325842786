namespace Pipeline.Grains.Abstractions;

/// <summary>A comparison as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.comparison-report.v1")]
public readonly record struct ComparisonReportSurrogate([property: Id(0)] byte[] Json);
