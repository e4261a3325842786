using Pipeline.Ml.Evaluation.Metrics;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>One fit with its seed, and all rows scored by it.</summary>
/// <param name="Seed">What the fit was given.</param>
/// <param name="Fit">How long fitting took.</param>
/// <param name="Score">How long scoring all rows took.</param>
/// <param name="Quality">Against the labels; null where there are none, or all are equal.</param>
public readonly record struct SeedResult(long Seed, TimeSpan Fit, TimeSpan Score, RankingQuality? Quality);
