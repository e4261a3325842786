namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>A column's part in what makes a row anomalous.</summary>
/// <param name="Column">Index of the column.</param>
/// <param name="Observed">The row's value as the table has it; NaN where it is missing.</param>
/// <param name="Expected">The median of the column as the table has it; NaN where it has no values.</param>
/// <param name="Share">Of all contributions that speak for an anomaly, above 0 and at most 1.</param>
public readonly record struct ShownCause(int Column, double Observed, double Expected, double Share)
{
    /// <summary>
    /// Where the value lies: above or below what is expected, at it (rare together with others), missing, or new where none was ever seen.
    /// </summary>
    public string Direction => double.IsNaN(Observed) ? "missing"
        : double.IsNaN(Expected) ? "new"
        : Observed > Expected ? "above"
        : Observed < Expected ? "below"
        : "equal";
}
