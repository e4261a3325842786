using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>Which detector, and its settings.</summary>
public sealed record DetectorOptions
{
    public DetectorKind Kind { get; init; } = DetectorKind.Joined;

    /// <summary>Trees of the forest, at least 1.</summary>
    public int TreeCount { get; init; } = 100;

    /// <summary>Rows that each tree sees, at least 2; all where there are fewer.</summary>
    public int SubsampleSize { get; init; } = 256;

    public ForestScoring Scoring { get; init; } = ForestScoring.PathLength;

    /// <summary>Whether a split's column is picked by its range rather than evenly.</summary>
    public bool WeighColumnsByRange { get; init; }

    /// <summary>Threads for fitting and scoring, at least 1.</summary>
    public int ThreadCount { get; init; } = 1;
}
