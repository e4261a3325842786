namespace Pipeline.Protocol.Queries;

/// <summary>What was added per second since the reference, and by what. The parts add up to the difference; any may be negative.</summary>
/// <param name="Difference">Per second now less per second then: the parts added up from the left, to the last bit.</param>
/// <param name="Volume">By more events per second, each as it was.</param>
/// <param name="PerEvent">By more calls per event (of resources: more per event), at the traffic of now.</param>
/// <param name="PerCall">By slower calls, at the traffic and calls per event of now; null for what is no time of calls.</param>
/// <param name="Basis">Of an operation's time, which was compared: <c>self_time</c> or <c>time</c>; null for anything else.</param>
public sealed record CostAddedReport(double Difference, double Volume, double PerEvent, double? PerCall, string? Basis);
