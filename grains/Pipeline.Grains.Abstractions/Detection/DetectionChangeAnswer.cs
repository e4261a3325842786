namespace Pipeline.Grains.Abstractions.Detection;

/// <summary>What became of a change to how an endpoint is watched.</summary>
/// <param name="Status">Whether it is in effect.</param>
/// <param name="Detail">For people: what is wrong; null if nothing is.</param>
[GenerateSerializer, Immutable, Alias("pipeline.detection-change-answer.v1")]
public sealed record DetectionChangeAnswer([property: Id(0)] DetectionChangeStatus Status, [property: Id(1)] string? Detail = null);
