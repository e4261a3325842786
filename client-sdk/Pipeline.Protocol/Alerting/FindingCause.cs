namespace Pipeline.Protocol.Alerting;

/// <summary>One thing that explains a finding.</summary>
/// <param name="Name">What to look at: the operation, or the feature where it is of the calls themselves.</param>
/// <param name="Feature">What is measured, for instance <c>operation_calls</c>, <c>error_share</c> or <c>duration_p95</c>.</param>
/// <param name="Operation">Of which operation; null where it is of the calls themselves.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>; null likewise.</param>
/// <param name="Segment">For whom; <c>*</c> where it shows in all together.</param>
/// <param name="Observed">Its value, in <paramref name="Unit"/>.</param>
/// <param name="Expected">What is usual at that time; null where that was not asked, as for a budget.</param>
/// <param name="Limit">What the budget allows; null where no budget speaks of it.</param>
/// <param name="Unit">In what it is counted, for instance <c>calls/event</c>, <c>ms</c> or <c>share</c>.</param>
/// <param name="Share">Share of all extra failures of the window, or else of all added time, 0 to 1; 0 if it explains neither.</param>
/// <param name="ExtraFailures">Calls of the window that failed beyond what is usual, by this.</param>
/// <param name="ExtraMs">Time added to the window's calls by this, ms.</param>
/// <param name="IsNew">Whether the operation was never seen before.</param>
/// <param name="TraceIds">Traces of the slowest events, 32 hexadecimal digits each; empty if none were sent.</param>
public sealed record FindingCause(
    string Name,
    string Feature,
    string? Operation,
    string? Kind,
    string Segment,
    double Observed,
    double? Expected,
    double? Limit,
    string Unit,
    double Share,
    double ExtraFailures,
    double ExtraMs,
    bool IsNew,
    IReadOnlyList<string> TraceIds)
{
    /// <summary>Observed / expected, or else observed / limit; null where neither is known or it is 0.</summary>
    public double? Ratio => (Expected ?? Limit) is { } basis && basis != 0 ? Observed / basis : null;
}
