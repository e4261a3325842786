namespace Pipeline.Protocol.Queries;

/// <summary>Where the true mean and quantiles lie under sampling, each as [lower, upper]; null is an end that the sample cannot tell.</summary>
public sealed record QuantileIntervalsReport(IReadOnlyList<double?> P50, IReadOnlyList<double?> P95, IReadOnlyList<double?> P99)
{
    public IReadOnlyList<double?>? Mean { get; init; }
}
