using Pipeline.Core.Queries;

namespace Pipeline.Core.Costs;

/// <summary>What is asked about an endpoint's cost.</summary>
/// <param name="Range">Which time.</param>
/// <param name="Reference">Which time to compare it with; null for as much just before.</param>
/// <param name="Segment">Which segment; null for all together.</param>
/// <param name="Order">Which operations come first.</param>
/// <param name="OperationCountMax">At most so many of them; the others are added up.</param>
public sealed record CostQuery(EndpointQuery Range, EndpointQuery? Reference, string? Segment, CostOrder Order, int OperationCountMax);
