namespace Pipeline.Protocol.Queries;

/// <summary>How long calls took, ms; quantiles within 0.8 %.</summary>
public sealed record SummaryDurationReport(double Mean, double P50, double P95, double P99, double Max);
