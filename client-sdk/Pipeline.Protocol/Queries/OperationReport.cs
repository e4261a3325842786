namespace Pipeline.Protocol.Queries;

/// <summary>How many times calls did an operation. "Per event" is per call of the endpoint, whether it did the operation or not.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>.</param>
/// <param name="PerEvent">Mean calls per event.</param>
/// <param name="MaxPerEvent">Most calls of one event.</param>
/// <param name="MsPerEvent">Mean time per event, ms; null if never measured.</param>
/// <param name="SelfMsPerEvent">The part of it not spent in other operations, ms; null if never measured.</param>
/// <param name="Errors">Failed calls; null if never observed.</param>
/// <param name="ShareOfEvents">Share of the calls that did it at all, 0 to 1.</param>
/// <param name="Histogram">Share of the calls by octave of calls per event: up to 1, 2, 4, ... 1,024, and above; null where the answer is short.</param>
public sealed record OperationReport(
    string Name,
    string Kind,
    double PerEvent,
    double MaxPerEvent,
    double? MsPerEvent,
    double? SelfMsPerEvent,
    double? Errors,
    double ShareOfEvents,
    IReadOnlyList<double>? Histogram)
{
    /// <summary>
    /// What sampling leaves open of <see cref="PerEvent"/>, at 95 % confidence, as [lower, upper]; null is an end that the sample cannot
    /// tell. Left out where every call was recorded.
    /// </summary>
    public IReadOnlyList<double?>? PerEventInterval { get; init; }
}
