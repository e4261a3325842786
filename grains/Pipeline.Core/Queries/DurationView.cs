namespace Pipeline.Core.Queries;

/// <summary>How long calls took.</summary>
/// <param name="Ms">Mean, quantiles and maximum, ms.</param>
/// <param name="StandardDeviationMs">How much single events vary, ms: from the sketch's buckets, so within its relative accuracy.</param>
/// <param name="IsApproximate">
/// Whether some events stood for several calls and knew their mean only: quantiles and maximum are then of such means.
/// </param>
public sealed record DurationView(QuantilesView Ms, double StandardDeviationMs, bool IsApproximate)
{
    /// <summary>What sampling leaves open of the mean, ms; null if it is exact.</summary>
    public MeanInterval? MeanInterval { get; init; }

    /// <summary>Of all calls whose events say how long they took, ms, scaled to the tallies where there are any.</summary>
    public double TotalMs { get; init; }

    /// <summary>Independent events behind the mean, see <see cref="OperationView.SampleSize"/>.</summary>
    public double SampleSize { get; init; }
}
