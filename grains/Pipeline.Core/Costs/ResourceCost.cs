using Pipeline.Core.Queries;

namespace Pipeline.Core.Costs;

/// <summary>What an endpoint uses of a resource: ms for times, bytes for memory, else a number.</summary>
/// <param name="Resource">Total and mean per event.</param>
/// <param name="ShareOfTime">Of a time, its share of the endpoint's time; above 1 where threads work at once. Null for anything else.</param>
/// <param name="Added">What was added per second of wall time; null without a reference that reports it.</param>
public sealed record ResourceCost(ResourceView Resource, double? ShareOfTime, AddedParts? Added);
