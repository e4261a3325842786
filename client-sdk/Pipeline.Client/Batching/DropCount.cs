using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>What was dropped of a segment within a second.</summary>
/// <param name="Segment">For whom.</param>
/// <param name="Cause">Why.</param>
/// <param name="UnixSecond">When it was dropped.</param>
/// <param name="EventCount">Details dropped; their calls are tallied all the same.</param>
/// <param name="CallCount">Calls of which the tally was dropped too.</param>
internal readonly record struct DropCount(string Segment, DropCause Cause, long UnixSecond, long EventCount, long CallCount);
