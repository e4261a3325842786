namespace Pipeline.Grains.Abstractions;

/// <summary>An endpoint's features as they travel between silos: the JSON that becomes of them anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.features-report.v1")]
public readonly record struct FeaturesReportSurrogate([property: Id(0)] byte[] Json);
