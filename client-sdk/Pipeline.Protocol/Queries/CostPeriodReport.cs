using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Queries;

/// <summary>One period of a cost report, all operations together.</summary>
/// <param name="From">Start of its first window, Unix ms, inclusive; null before the endpoint's first event.</param>
/// <param name="To">End of its last window, Unix ms, exclusive; null likewise.</param>
/// <param name="Seconds">How much of that had gone by, between the endpoint's first event and its latest: what rates are divided by.</param>
/// <param name="Events">Events recorded; one may stand for many calls.</param>
/// <param name="Count">Calls: exact where tallied or unsampled, otherwise an estimate.</param>
/// <param name="CountStandardError">Standard error of <paramref name="Count"/> by sampling; 0 where it is exact.</param>
/// <param name="CallsPerS">Calls per second.</param>
/// <param name="TimeMs">Durations of all calls together, ms; null if no event says.</param>
/// <param name="MsPerEvent">Mean duration, ms; null if no event says.</param>
/// <param name="CpuMs">CPU time of all calls together, ms; null if no event says.</param>
public sealed record CostPeriodReport(
    long? From,
    long? To,
    double Seconds,
    long Events,
    double Count,
    [property: JsonPropertyName("count_stderr")] double CountStandardError,
    double CallsPerS,
    double? TimeMs,
    double? MsPerEvent,
    double? CpuMs)
{
    /// <summary>
    /// What sampling leaves open of <see cref="MsPerEvent"/>, at 95 % confidence, as [lower, upper]; null is an end that the sample cannot
    /// tell. Left out where every call was recorded.
    /// </summary>
    public IReadOnlyList<double?>? MsPerEventInterval { get; init; }
}
