namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>One of the most anomalous rows.</summary>
/// <param name="Row">Index of the row.</param>
/// <param name="Score">Higher is more anomalous.</param>
/// <param name="PValue">The greatest share of normal rows that score as high; null where the detector promises none.</param>
/// <param name="Causes">The greatest share first.</param>
public sealed record AnomalousRow(int Row, double Score, double? PValue, IReadOnlyList<ShownCause> Causes);
