using Pipeline.Ml.Detectors;
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

    /// <summary>What the forest's score is made of; null for the detector's own choice.</summary>
    public ForestScoring? Scoring { get; init; }

    /// <summary>Share of the trees, 0 to 1, that pick a split's column by its range; null for the detector's own choice.</summary>
    public double? RangeWeightedShare { get; init; }

    /// <summary>
    /// Share of the false alarms, above 0 and below 1, that the tail may cause if joined; null for the detector's own choice.
    /// </summary>
    public double? TailShare { get; init; }

    /// <summary>Threads for fitting and scoring, at least 1.</summary>
    public int ThreadCount { get; init; } = 1;
}
