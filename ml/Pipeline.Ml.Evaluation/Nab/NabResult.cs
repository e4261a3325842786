namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>How a detector did on a corpus.</summary>
/// <param name="Score">0 = never an alarm, 100 = every window at its first row and no false alarm; can be below 0.</param>
/// <param name="Threshold">A row alarms when its score is at least this; infinite when silence is the best that can be done.</param>
/// <param name="Series">Each series, in the order given.</param>
public sealed record NabResult(double Score, double Threshold, IReadOnlyList<SeriesResult> Series);
