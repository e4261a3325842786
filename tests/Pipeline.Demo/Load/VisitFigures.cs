namespace Pipeline.Demo.Load;

/// <summary>What became of visits of one kind.</summary>
/// <param name="Answered">Those that were answered, failures included.</param>
/// <param name="Failed">Answers other than success, and none.</param>
/// <param name="TurnedAway">Those that were not made, since too many waited.</param>
/// <param name="P50Ms">Median of the durations, ms; null without answers.</param>
/// <param name="P99Ms">99th percentile, ms.</param>
internal sealed record VisitFigures(long Answered, long Failed, long TurnedAway, double? P50Ms, double? P99Ms);
