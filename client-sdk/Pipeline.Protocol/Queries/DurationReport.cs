namespace Pipeline.Protocol.Queries;

/// <summary>How long calls took, ms.</summary>
/// <param name="Mean">Exact mean by weight.</param>
/// <param name="P50">Median, within 0.8 %; so are the other quantiles.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Exact.</param>
/// <param name="Approximate">Whether events stood for several calls and knew their mean only: quantiles and maximum are then of such means.</param>
/// <param name="Intervals">What sampling leaves open of mean and quantiles, at 95 % confidence; null without sampling.</param>
public sealed record DurationReport(
    double Mean, double P50, double P95, double P99, double Max, bool Approximate, QuantileIntervalsReport? Intervals);
