using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>A detector that has seen a table.</summary>
public interface IFittedDetector
{
    /// <summary>
    /// The scores of the table's own rows where they differ from those of any others, because no row vouches for its own values: the tail
    /// surprise of a row then comes from the other parts of the table, the forest's score from the forest of all rows
    /// (<see cref="Pipeline.Ml.Detectors.CrossFit"/>). Null for a detector that scores its own rows like any others.
    /// </summary>
    ReadOnlyMemory<double>? SeenScores { get; }

    /// <summary>Scores rows, whichever; higher is more anomalous.</summary>
    void Score(FeatureMatrix rows, Memory<double> scores, CancellationToken cancellationToken);

    /// <summary>The greatest share of normal rows that score as high, in (0, 1]; null where the detector promises none.</summary>
    double? PValue(double score);

    /// <summary>What makes a row of the table anomalous, the greatest share first; empty where nothing does.</summary>
    /// <param name="row">Its index.</param>
    IReadOnlyList<ShownCause> Explain(int row);
}
