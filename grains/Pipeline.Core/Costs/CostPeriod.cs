using Pipeline.Core.Queries;

namespace Pipeline.Core.Costs;

/// <summary>What one period of a cost report is made of.</summary>
/// <param name="FromUnixMs">Start of its first window, inclusive; null before the endpoint's first event.</param>
/// <param name="ToUnixMs">End of its last window, exclusive; null likewise.</param>
/// <param name="Seconds">How much of that had gone by, to the second: from the endpoint's first event at the earliest, to its latest at the latest.</param>
/// <param name="Cell">What happened then.</param>
public sealed record CostPeriod(long? FromUnixMs, long? ToUnixMs, double Seconds, CellView Cell)
{
    /// <summary>Calls of the endpoint per second.</summary>
    public double EventsPerSecond => Seconds > 0 ? Cell.Calls.Count / Seconds : 0;

    /// <summary>Whether there were calls of which none was recorded: nothing is known of what they did.</summary>
    internal bool IsTalliedOnly => Cell.Calls.Count > 0 && Cell.SampleSize <= 0;

    /// <summary>Durations of all calls together per event, ms; null if no event says, 0 without events.</summary>
    internal double? TimePerEvent => Cell.Calls.Count > 0 ? Cell.Duration?.TotalMs / Cell.Calls.Count : 0;
}
