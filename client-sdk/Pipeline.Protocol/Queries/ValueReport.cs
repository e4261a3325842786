namespace Pipeline.Protocol.Queries;

/// <summary>A business value in its own unit.</summary>
/// <param name="Kind"><c>sum</c> or <c>distribution</c>.</param>
/// <param name="Sum">Sum, scaled to the tallies where there are any.</param>
/// <param name="PerEvent">Mean per call, over the events that carried it.</param>
/// <param name="P50">Median; null for a sum, as are the next.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Largest.</param>
public sealed record ValueReport(string Kind, double Sum, double PerEvent, double? P50, double? P95, double? P99, double? Max);
