namespace Pipeline.Grains.Backtests;

/// <summary>Which entries of an endpoint were replayed, and from when on what they give can be compared.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Count">How many.</param>
/// <param name="FromUnixMs">Arrival of the first, Unix ms; null without one.</param>
/// <param name="RemovedCount">Entries before it that retention has removed.</param>
/// <param name="ComparedFromUnixMs">As <see cref="Protocol.Queries.BacktestEndpointReport.ComparedFrom"/>.</param>
internal readonly record struct ReplayedEntries(string Endpoint, long Count, long? FromUnixMs, long RemovedCount, long? ComparedFromUnixMs);
