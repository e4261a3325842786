using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>What calls did of an operation. "Per event" is per call of the endpoint, whether it did the operation or not.</summary>
/// <param name="Name">The operation; <c>__other__</c> for those past the limit.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="PerEvent">Mean calls per event.</param>
/// <param name="PerEventStandardDeviation">How much that varies between events.</param>
/// <param name="MaxPerEvent">Most calls of one event.</param>
/// <param name="MsPerEvent">Mean time per event, ms; null if never measured.</param>
/// <param name="SelfMsPerEvent">Mean self time per event, ms; null if never measured.</param>
/// <param name="Errors">Failed calls, scaled to the tallies where there are any; null if never observed.</param>
/// <param name="ShareOfEvents">Share of the endpoint's calls that did it at all, 0 to 1. Of <c>__other__</c> it may exceed 1.</param>
/// <param name="Histogram">
/// Share of the endpoint's calls by octave of calls; <see cref="Windows.CallHistogram"/> gives the borders. Those without the operation
/// are in none.
/// </param>
public sealed record OperationView(
    string Name,
    OperationKind Kind,
    double PerEvent,
    double PerEventStandardDeviation,
    double MaxPerEvent,
    double? MsPerEvent,
    double? SelfMsPerEvent,
    double? Errors,
    double ShareOfEvents,
    IReadOnlyList<double> Histogram)
{
    /// <summary>What sampling leaves open of <see cref="PerEvent"/>; null if it is exact.</summary>
    public MeanInterval? Interval { get; init; }

    /// <summary>
    /// Independent events behind <see cref="PerEvent"/> as a mean of what calls of this kind do: what sampling leaves open of these calls,
    /// and that these calls are some of many that might have been.
    /// </summary>
    public double SampleSize { get; init; }
}
