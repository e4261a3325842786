namespace Pipeline.Grains.Orleans;

/// <summary>
/// An <c>EventLogException</c> as it travels between silos: what it says, which names stream and offset, and what callers decide by. Where it was
/// thrown stands in the log of the silo that it comes from.
/// </summary>
[GenerateSerializer, Immutable, Alias("pipeline.event-log-exception.v1")]
internal readonly record struct EventLogExceptionSurrogate(
    [property: Id(0)] string Message, [property: Id(1)] bool IsStateLost, [property: Id(2)] bool IsSuperseded, [property: Id(3)] bool IsCellDamaged);
