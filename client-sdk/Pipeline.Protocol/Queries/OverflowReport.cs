namespace Pipeline.Protocol.Queries;

/// <summary>What found no place under its own name and was counted as <c>__other__</c>.</summary>
/// <param name="Segments">Events and tallies whose segment was one too many.</param>
/// <param name="Operations">Operations of events that were too many.</param>
/// <param name="Values">Values of events that were too many.</param>
public sealed record OverflowReport(long Segments, long Operations, long Values);
