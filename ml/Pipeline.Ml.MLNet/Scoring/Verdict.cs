namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>What the model says of one row.</summary>
/// <param name="Score">Higher is more anomalous.</param>
/// <param name="PValue">Share of normal rows expected to look at least as anomalous, in (0, 1].</param>
/// <param name="IsAnomaly">Whether the row is beyond the model's threshold.</param>
internal readonly record struct Verdict(double Score, double PValue, bool IsAnomaly);
