namespace Pipeline.Protocol.Queries;

/// <summary>One thing of one segment that was not as usual, in the window that gave the anomaly away.</summary>
/// <param name="Feature">What is measured, for instance <c>operation_calls</c>, <c>error_share</c> or <c>duration_p95</c>.</param>
/// <param name="Operation">Of which operation; null where it is of the calls themselves.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>; null likewise.</param>
/// <param name="Segment">For whom; <c>*</c> where it shows in all together.</param>
/// <param name="Observed">Its value, in <paramref name="Unit"/>.</param>
/// <param name="Expected">What is usual at that time.</param>
/// <param name="Ratio">Observed / expected; null where nothing is expected.</param>
/// <param name="Unit">In what it is counted, for instance <c>calls/event</c>, <c>ms</c> or <c>share</c>.</param>
/// <param name="ExtraFailures">Calls of the window that failed beyond what is usual, by this; 0 where it is not about failures.</param>
/// <param name="ExtraMs">Time added to the window's calls by this, ms; 0 where it has no time.</param>
/// <param name="Share">Share of all extra failures of the window, or else of all added time, 0 to 1; 0 if it explains neither.</param>
/// <param name="Surprise">-ln p of it alone, nats.</param>
/// <param name="IsNew">Whether the operation was never seen before.</param>
/// <param name="TraceIds">Traces of the slowest events of the window, 32 hexadecimal digits each; empty if none were sent.</param>
public sealed record AnomalyCauseReport(
    string Feature,
    string? Operation,
    string? Kind,
    string Segment,
    double Observed,
    double Expected,
    double? Ratio,
    string Unit,
    double ExtraFailures,
    double ExtraMs,
    double Share,
    double Surprise,
    bool IsNew,
    IReadOnlyList<string> TraceIds);
