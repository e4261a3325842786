using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>A detector that has seen a table.</summary>
public interface IFittedDetector
{
    /// <summary>Scores all rows; higher is more anomalous.</summary>
    void Score(FeatureMatrix rows, Memory<double> scores, CancellationToken cancellationToken);

    /// <summary>The probability that a normal row scores as high, in (0, 1]; null where the detector tells none.</summary>
    double? PValue(ReadOnlySpan<float> row);

    /// <summary>What makes a row anomalous, the greatest share first; empty where nothing does.</summary>
    IReadOnlyList<Cause> Explain(ReadOnlySpan<float> row);
}
