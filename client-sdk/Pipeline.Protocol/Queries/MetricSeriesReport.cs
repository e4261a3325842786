namespace Pipeline.Protocol.Queries;

/// <summary>One aggregate step by step.</summary>
/// <param name="Metric">As it was asked.</param>
/// <param name="Unit">For instance <c>ms</c>, <c>calls/s</c>, <c>share</c>; <c>value</c> for a business value's own.</param>
/// <param name="Values">One per step; null where there is nothing to take a mean of, where nothing is retained, and after the latest event.</param>
public sealed record MetricSeriesReport(string Metric, string Unit, IReadOnlyList<double?> Values);
