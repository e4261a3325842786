namespace Pipeline.Protocol.Queries;

/// <summary>What calls used of a resource: ms for times, bytes for memory, otherwise a number.</summary>
/// <param name="PerEvent">Mean per call, over the events that reported it.</param>
/// <param name="Total">Over all calls of the events that reported it, scaled to the tallies where there are any.</param>
/// <param name="Max">Largest per call.</param>
/// <param name="ShareOfEvents">Share of the calls whose events reported it, 0 to 1.</param>
public sealed record ResourceReport(double PerEvent, double Total, double Max, double ShareOfEvents)
{
    /// <summary>
    /// What sampling leaves open of <see cref="PerEvent"/>, at 95 % confidence, as [lower, upper]; null is an end that the sample cannot
    /// tell. Left out where every call was recorded.
    /// </summary>
    public IReadOnlyList<double?>? PerEventInterval { get; init; }
}
