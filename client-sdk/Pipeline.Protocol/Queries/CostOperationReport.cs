namespace Pipeline.Protocol.Queries;

/// <summary>What an operation costs an endpoint.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>.</param>
/// <param name="Calls">Calls of it, over all calls of the endpoint.</param>
/// <param name="PerEvent">Mean calls per event.</param>
/// <param name="TimeMs">All its time, ms; null if never measured.</param>
/// <param name="SelfMs">The part of it not spent in other operations, ms; null if never measured.</param>
/// <param name="MsPerEvent">Mean per event of the time that counts, ms; null if never measured.</param>
/// <param name="Basis">Which time counts: <c>self_time</c> or <c>time</c>; <c>calls</c> where neither is known.</param>
/// <param name="ShareOfTime">That as a share of the endpoint's time; above 1 where calls run at once. Null if either is unknown.</param>
/// <param name="ShareOfCalls">Share of the calls of all operations, 0 to 1.</param>
/// <param name="AddedMsPerS">Time added since the reference, ms per second; null without a reference, or where <paramref name="AddedMissing"/> says why.</param>
/// <param name="AddedCallsPerS">Calls added since the reference, per second; null without a reference, or where none of a period's calls was recorded.</param>
/// <param name="AddedMissing">Why the added time is not known though there is a reference; null otherwise.</param>
public sealed record CostOperationReport(
    string Name,
    string Kind,
    double Calls,
    double PerEvent,
    double? TimeMs,
    double? SelfMs,
    double? MsPerEvent,
    string Basis,
    double? ShareOfTime,
    double ShareOfCalls,
    CostAddedReport? AddedMsPerS,
    CostAddedReport? AddedCallsPerS,
    string? AddedMissing)
{
    /// <summary>
    /// What sampling leaves open of <see cref="PerEvent"/>, at 95 % confidence, as [lower, upper]; null is an end that the sample cannot
    /// tell. Left out where every call was recorded.
    /// </summary>
    public IReadOnlyList<double?>? PerEventInterval { get; init; }
}
