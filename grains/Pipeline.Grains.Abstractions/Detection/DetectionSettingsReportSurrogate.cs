namespace Pipeline.Grains.Abstractions.Detection;

/// <summary>What an endpoint says of its settings of detection as it travels between silos: the JSON that they are over HTTP.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.detection-settings-report.v1")]
public readonly record struct DetectionSettingsReportSurrogate([property: Id(0)] byte[] Json);
