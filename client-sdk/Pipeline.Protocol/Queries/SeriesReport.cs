namespace Pipeline.Protocol.Queries;

/// <summary>Aggregates step by step: the body of <c>GET /api/v1/series</c>.</summary>
/// <param name="Endpoint">The endpoint; null for a segment of all endpoints.</param>
/// <param name="Segment">The segment; null for all together.</param>
/// <param name="From">Start of the first step, Unix ms, inclusive; null before the first event.</param>
/// <param name="To">End of the last step, Unix ms, exclusive; null before the first event.</param>
/// <param name="StepMs">Width of a step, ms: as asked, or coarser where only coarser windows reach back to the start.</param>
/// <param name="AsOf">The latest event, Unix ms; null before the first.</param>
/// <param name="CompleteFrom">From this step on everything is retained, Unix ms; earlier points are null.</param>
/// <param name="OpenFrom">The watermark, Unix ms: a step that ends after it still grows.</param>
/// <param name="Times">Starts of the steps, Unix ms, ascending.</param>
/// <param name="Series">One per metric asked, in that order.</param>
public sealed record SeriesReport(
    string? Endpoint,
    string? Segment,
    long? From,
    long? To,
    long StepMs,
    long? AsOf,
    long? CompleteFrom,
    long? OpenFrom,
    IReadOnlyList<long> Times,
    IReadOnlyList<MetricSeriesReport> Series);
