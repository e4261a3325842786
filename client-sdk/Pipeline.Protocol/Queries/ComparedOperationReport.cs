namespace Pipeline.Protocol.Queries;

/// <summary>One operation on both sides of a comparison.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>.</param>
/// <param name="CallsPerEvent">How many times an event does it.</param>
/// <param name="MsDifference">How much more time per event the first side spends in it, ms; null if unknown.</param>
/// <param name="Share">Its part of the difference that the comparison's basis names; null where there is none.</param>
public sealed record ComparedOperationReport(string Name, string Kind, RatioReport CallsPerEvent, double? MsDifference, double? Share);
