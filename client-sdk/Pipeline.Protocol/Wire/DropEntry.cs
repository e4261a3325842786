using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>What a source dropped of a segment's calls in one second, for one cause.</summary>
/// <param name="SegmentIndex">Dictionary index of the segment.</param>
/// <param name="UnixSecond">The second in which the calls ended.</param>
/// <param name="Counts">Cause and numbers. Drops of the same segment, second and cause add up.</param>
public readonly record struct DropEntry(int SegmentIndex, long UnixSecond, DropCounts Counts);
