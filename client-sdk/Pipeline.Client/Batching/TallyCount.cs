using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>Calls of a segment that ended in one way within a second.</summary>
internal readonly record struct TallyCount(string Segment, Outcome Outcome, long UnixSecond, long CallCount);
