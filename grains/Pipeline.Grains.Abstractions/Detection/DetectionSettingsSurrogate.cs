namespace Pipeline.Grains.Abstractions.Detection;

/// <summary>Settings of detection as they travel between silos: the JSON that they are over HTTP.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.detection-settings.v1")]
public readonly record struct DetectionSettingsSurrogate([property: Id(0)] byte[] Json);
