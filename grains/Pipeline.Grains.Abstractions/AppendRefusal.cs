namespace Pipeline.Grains.Abstractions;

/// <summary>One event or tally that an endpoint did not count.</summary>
/// <param name="Index">Its place among the section's events, or tallies, from 0.</param>
/// <param name="Reason">A stable word: <c>too-old</c> or <c>too-far-ahead</c>.</param>
[GenerateSerializer, Immutable, Alias("pipeline.append-refusal.v1")]
public readonly record struct AppendRefusal([property: Id(0)] int Index, [property: Id(1)] string Reason);
