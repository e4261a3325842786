namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>A series, its labelled windows and what a detector said to each of its rows.</summary>
/// <param name="Series">The rows.</param>
/// <param name="Windows">In order of time.</param>
/// <param name="Scores">One for each row, higher = more anomalous; never NaN.</param>
public sealed record ScoredSeries(TimeSeries Series, IReadOnlyList<LabelWindow> Windows, IReadOnlyList<double> Scores);
