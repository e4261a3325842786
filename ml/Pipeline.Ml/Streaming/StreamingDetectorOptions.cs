using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Streaming;

/// <summary>How a <see cref="StreamingDetector"/> learns and how it speaks. The defaults suit rows every few minutes.</summary>
public sealed record StreamingDetectorOptions
{
    /// <summary>Which evidence makes the surprise.</summary>
    public StreamingEvidence Evidence { get; init; } = StreamingEvidence.Joined;

    /// <summary>Rows before the first forest and the first surprise, at least 2.</summary>
    public int WarmUpRowCount { get; init; } = 100;

    /// <summary>Most recent rows that a forest is grown from and that a value is compared with, at least
    /// <see cref="WarmUpRowCount"/>.</summary>
    public int WindowRowCount { get; init; } = 4096;

    /// <summary>Rows after which a forest is grown anew even though nothing drifted, at least 1.</summary>
    public int RefitRowCount { get; init; } = 256;

    /// <summary>
    /// Rows in a block that is tested for drift, at least 8. Every block counts once, and a refit starts a new one: no more than one refit
    /// comes per block. When drift is tested, a block is no longer than <see cref="RefitRowCount"/> and <see cref="WindowRowCount"/>: no
    /// longer one would ever end or be held.
    /// </summary>
    public int DriftRowCount { get; init; } = 64;

    /// <summary>
    /// A block drifted when its p-value is below this, in [0, 1); 0 never tests. Among independent rows this is the rate of false triggers
    /// per block, at most; each costs a refit, not an alarm.
    /// </summary>
    public double DriftPValue { get; init; } = 0.001;

    /// <summary>Forest scores that are averaged, at least 1. A forest's score of a single row says little.</summary>
    public int SmoothingLength { get; init; } = 6;

    /// <summary>Smoothed scores that the running calibration remembers, at least 2.</summary>
    public int CalibrationLength { get; init; } = 4096;

    /// <summary>Least distance of a column's extreme from its median, in the column's unit, 0 or more: a value is not surprising for going
    /// past it by far less.</summary>
    public double LeastDistance { get; init; }

    /// <summary>Likewise as a share of the median's magnitude, 0 or more.</summary>
    public double LeastRelativeDistance { get; init; } = 0.01;

    /// <summary>Rows of silence after a surprise that passed, unless a larger one comes; 0 or more.</summary>
    public int RefractoryRowCount { get; init; } = 144;

    /// <summary>
    /// How each forest is grown and scored, by <see cref="ForestScoring.PathLength"/>: other scores have no scale of their own, by which
    /// to tell what matters from what a new forest repeats differently. The n-th is grown with this seed plus n.
    /// </summary>
    public IsolationForestOptions Forest { get; init; } = new();

    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Forest);
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUpRowCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowRowCount, WarmUpRowCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(RefitRowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DriftRowCount, 8);
        ArgumentOutOfRangeException.ThrowIfNegative(DriftPValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(DriftPValue, 1.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(SmoothingLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CalibrationLength, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(LeastDistance);
        ArgumentOutOfRangeException.ThrowIfNegative(LeastRelativeDistance);
        ArgumentOutOfRangeException.ThrowIfNegative(RefractoryRowCount);
        if (DriftPValue > 0 && Evidence != StreamingEvidence.Tail && DriftRowCount > Math.Min(RefitRowCount, WindowRowCount))
        {
            throw new ArgumentOutOfRangeException(nameof(DriftRowCount), DriftRowCount,
                $"No block of so many rows is ever tested for drift: a forest is grown anew after {RefitRowCount} rows, and {WindowRowCount} " +
                $"are held. Choose a shorter block, or a {nameof(DriftPValue)} of 0.");
        }

        if (Forest.Scoring != ForestScoring.PathLength)
        {
            throw new ArgumentOutOfRangeException(nameof(Forest), Forest.Scoring,
                $"A stream is scored by {nameof(ForestScoring.PathLength)} alone.");
        }

        if (Evidence is not (StreamingEvidence.Joined or StreamingEvidence.Forest or StreamingEvidence.Tail))
            throw new ArgumentOutOfRangeException(nameof(Evidence), Evidence, "There is no such evidence.");
    }
}
