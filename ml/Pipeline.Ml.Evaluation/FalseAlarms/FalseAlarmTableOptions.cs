using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>What <see cref="FalseAlarmTable"/> runs.</summary>
public sealed record FalseAlarmTableOptions
{
    /// <summary>Calibrations of each kind, at least 2, default 400: intervals shrink with its root.</summary>
    public int Repetitions { get; init; } = 400;

    /// <summary>Observations after each calibration that episodes are counted in, at least 1, default 200,000.</summary>
    public int HeldOutLength { get; init; } = 200_000;

    /// <summary>Scores calibrated on, at least 1 each.</summary>
    public IReadOnlyList<int> CalibrationLengths { get; init; } = [2_000, 10_000];

    /// <summary>Correlations of neighbours, each in [0, 1); 0 is independent.</summary>
    public IReadOnlyList<double> Correlations { get; init; } = [0, 0.9];

    /// <summary>Promised episodes per observation, each in (0, 1].</summary>
    public IReadOnlyList<double> Rates { get; init; } = [1e-3, 1e-4];

    public IReadOnlyList<ScoreShape> Shapes { get; init; } = ScoreShape.All;

    public PeaksOverThresholdOptions Thresholds { get; init; } = new();

    /// <summary>The same seed gives the same table.</summary>
    public long Seed { get; init; } = 1;
}
