namespace Pipeline.Protocol.Queries;

/// <summary>What an endpoint uses of a resource: ms for times, bytes for memory, otherwise a number.</summary>
/// <param name="Name">The resource's field name in NDJSON.</param>
/// <param name="Total">Over all calls of the events that reported it, scaled to the tallies where there are any.</param>
/// <param name="PerEvent">Mean per call, over the events that reported it.</param>
/// <param name="ShareOfEvents">Share of the calls whose events reported it, 0 to 1.</param>
/// <param name="ShareOfTime">Of a time, its share of the endpoint's time; above 1 where threads work at once. Null for anything else.</param>
/// <param name="AddedPerS">What was added per second since the reference; null without a reference that reports it.</param>
public sealed record CostResourceReport(
    string Name, double Total, double PerEvent, double ShareOfEvents, double? ShareOfTime, CostAddedReport? AddedPerS)
{
    /// <summary>
    /// What sampling leaves open of <see cref="PerEvent"/>, at 95 % confidence, as [lower, upper]; null is an end that the sample cannot
    /// tell. Left out where every call was recorded.
    /// </summary>
    public IReadOnlyList<double?>? PerEventInterval { get; init; }
}
