namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>How fast scikit-learn's isolation forest is on one table, on one core.</summary>
/// <param name="Version">Of scikit-learn.</param>
/// <param name="FitMs">One fit.</param>
/// <param name="RowsPerSecond">Scored in bulk.</param>
/// <param name="SingleRowNs">One row scored by itself.</param>
public sealed record SklearnSpeed(string Version, double FitMs, double RowsPerSecond, double SingleRowNs);
