namespace Pipeline.Grains.Abstractions;

/// <summary>An anomaly as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.anomaly-report.v1")]
public readonly record struct AnomalyReportSurrogate([property: Id(0)] byte[] Json);
