namespace Pipeline.Protocol.Queries;

/// <summary>How often calls did an operation.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>.</param>
/// <param name="PerEvent">Mean calls per event.</param>
/// <param name="MaxPerEvent">Most calls of one event.</param>
public sealed record OperationCallsReport(string Name, string Kind, double PerEvent, double MaxPerEvent);
