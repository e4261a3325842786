using Pipeline.Protocol.Events;

namespace Pipeline.Simulation.Tests.Traffic;

/// <summary>A tally as the generator made it.</summary>
internal readonly record struct SentTally(string Segment, Outcome Outcome, long UnixSecond, long Count);
