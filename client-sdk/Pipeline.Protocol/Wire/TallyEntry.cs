using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The exact number of calls a source saw, sampled or not.</summary>
/// <param name="SegmentIndex">Dictionary index of the segment.</param>
/// <param name="Outcome">How these calls ended.</param>
/// <param name="UnixSecond">The second in which they ended.</param>
/// <param name="Count">How many, at least 1. Tallies of the same segment, outcome and second add up.</param>
public readonly record struct TallyEntry(int SegmentIndex, Outcome Outcome, long UnixSecond, long Count);
