namespace Pipeline.Grains.Abstractions;

/// <summary>How far a segment is with the publications of one endpoint.</summary>
/// <param name="AppliedUpTo">
/// Everything up to this number is in its aggregates; the next one it takes is one more. Falls when the segment had to be brought back.
/// </param>
/// <param name="DurableUpTo">Everything up to this number is there for good and need not be kept by the endpoint.</param>
[GenerateSerializer, Immutable, Alias("pipeline.publish-answer.v1")]
public readonly record struct PublishAnswer([property: Id(0)] long AppliedUpTo, [property: Id(1)] long DurableUpTo);
