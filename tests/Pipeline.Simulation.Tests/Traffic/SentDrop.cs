using Pipeline.Protocol.Events;

namespace Pipeline.Simulation.Tests.Traffic;

/// <summary>A drop as the generator made it.</summary>
internal readonly record struct SentDrop(string Segment, DropCause Cause, long UnixSecond, long Events, long Calls);
