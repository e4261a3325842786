namespace Pipeline.Protocol.Queries;

/// <summary>Operations that found no place in a cost report, added up.</summary>
/// <param name="Operations">How many.</param>
/// <param name="Calls">Calls of all of them.</param>
/// <param name="Ms">Time that counts of those whose time is known, ms; null if of none.</param>
/// <param name="AddedMsPerS">Time that they added per second since the reference, ms, as far as known; null if of none.</param>
public sealed record CostOthersReport(int Operations, double Calls, double? Ms, double? AddedMsPerS);
