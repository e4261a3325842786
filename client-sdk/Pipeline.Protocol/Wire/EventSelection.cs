namespace Pipeline.Protocol.Wire;

/// <summary>Which events of a section are wanted.</summary>
/// <param name="FirstIndex">Events before this one are left out; 0 takes all.</param>
/// <param name="CountMax">At most so many, from 1.</param>
/// <param name="FromUnixMs">Earliest time wanted, inclusive.</param>
/// <param name="ToUnixMs">Latest time wanted, exclusive.</param>
/// <param name="Segment">The one segment wanted; null for all.</param>
public readonly record struct EventSelection(int FirstIndex, int CountMax, long FromUnixMs, long ToUnixMs, string? Segment);
