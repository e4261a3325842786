namespace Pipeline.Grains.Abstractions;

/// <summary>A segment's report as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.whole-segment-report.v1")]
public readonly record struct WholeSegmentReportSurrogate([property: Id(0)] byte[] Json);
