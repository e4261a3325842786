namespace Pipeline.Core.Costs;

/// <summary>Operations that found no place in a report, added up.</summary>
/// <param name="Operations">How many.</param>
/// <param name="Calls">Calls of all of them.</param>
/// <param name="CountedMs">Time of those whose time is known, ms; null if of none.</param>
/// <param name="AddedMs">Time that they added per second of wall time, ms, as far as known; null if of none.</param>
public sealed record OtherCosts(int Operations, double Calls, double? CountedMs, double? AddedMs);
