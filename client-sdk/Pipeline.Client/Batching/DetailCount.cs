namespace Pipeline.Client.Batching;

/// <summary>How many detailed events of a segment a section holds.</summary>
internal readonly record struct DetailCount(string Segment, int EventCount);
