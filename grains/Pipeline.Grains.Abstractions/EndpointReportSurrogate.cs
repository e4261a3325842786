namespace Pipeline.Grains.Abstractions;

/// <summary>An endpoint's report as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept, not two.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.endpoint-report.v1")]
public readonly record struct EndpointReportSurrogate([property: Id(0)] byte[] Json);
