namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>What the model says of one row.</summary>
/// <param name="Score">Surprise in nats; higher is more anomalous.</param>
/// <param name="PValue">At most this share of usual rows is judged to be as anomalous; above 0, at most 1.</param>
/// <param name="IsAnomaly">Whether the row is beyond the model's threshold.</param>
internal readonly record struct Verdict(double Score, double PValue, bool IsAnomaly);
