namespace Pipeline.Ml.Detectors;

/// <summary>What one column has to do with a row's judgement.</summary>
/// <param name="Column">Index of the column.</param>
/// <param name="Observed">The row's value; NaN if missing.</param>
/// <param name="Expected">The median of the training rows; NaN for a column without values.</param>
/// <param name="Deviation">In which way the value differs.</param>
/// <param name="Strength">
/// Nats, 0 or more: the column's own tail surprise, plus its share of the forest's surprise. Causes are ranked by it.
/// </param>
/// <param name="Share">Of the strengths of all columns, 0 to 1.</param>
/// <param name="ForestContribution">
/// By how much the column shortened the row's paths, in steps; negative where it made the row more usual. See
/// <c>IsolationForest.Explain</c>.
/// </param>
/// <param name="TailSurprise">-ln p of the value in its column alone, in nats, 0 or more.</param>
public readonly record struct Cause(
    int Column, float Observed, double Expected, Deviation Deviation, double Strength, double Share, double ForestContribution, double TailSurprise);
