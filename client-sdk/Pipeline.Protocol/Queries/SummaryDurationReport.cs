namespace Pipeline.Protocol.Queries;

/// <summary>How long calls took, ms; quantiles within 0.8 %.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Longest.</param>
/// <param name="Approximate">Whether some events stand for several calls of which only the mean is known.</param>
public sealed record SummaryDurationReport(double Mean, double P50, double P95, double P99, double Max, bool Approximate = false);
