namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>A detector that sees the rows of one series one at a time and never again.</summary>
public interface ISeriesDetector
{
    /// <summary>How anomalous this row is, given those before it.</summary>
    /// <param name="timestamp">Not before the last one.</param>
    /// <param name="value">NaN = missing.</param>
    /// <returns>Higher = more anomalous; comparable between series, never NaN.</returns>
    double Score(DateTime timestamp, double value);
}
