namespace Pipeline.Grains.Abstractions;

/// <summary>Series as they travel between silos: the JSON that becomes of them anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.series-report.v1")]
public readonly record struct SeriesReportSurrogate([property: Id(0)] byte[] Json);
