namespace Pipeline.Protocol.Queries;

/// <summary>Where the true quantiles lie under sampling, each as [lower, upper].</summary>
public sealed record QuantileIntervalsReport(IReadOnlyList<double> P50, IReadOnlyList<double> P95, IReadOnlyList<double> P99);
