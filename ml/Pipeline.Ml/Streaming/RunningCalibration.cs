namespace Pipeline.Ml.Streaming;

/// <summary>Says how unusual a score is among those of the same stream before it, so that scores of different streams compare.</summary>
/// <remarks>
/// Mean and variance of all scores while these are fewer than the length, from then on weighed exponentially: a score's weight halves every .69
/// lengths. So a lasting change raises once and then becomes the ordinary. Memory: three numbers. Not thread-safe.
/// </remarks>
public sealed class RunningCalibration
{
    private readonly double _length;
    private readonly double _minDeviation;
    private long _seen;
    private double _variance;

    /// <param name="length">Scores that make up the memory, at least 2.</param>
    /// <param name="minDeviation">Deviations below this count as this, so that a stream of equal scores does not make a trifle stand out; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public RunningCalibration(int length, double minDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minDeviation);
        _length = length;
        _minDeviation = minDeviation;
    }

    /// <summary>Of the scores learnt; 0 before the first.</summary>
    public double Mean { get; private set; }

    /// <summary>Of the scores learnt, never below the least that was asked for.</summary>
    public double Deviation => Math.Max(Math.Sqrt(_variance), _minDeviation);

    /// <summary>Scores learnt since the start.</summary>
    public long Count => _seen;

    /// <summary>How many deviations above the mean a score lies; 0 while fewer than two are known.</summary>
    public double Standardize(double score) => _seen < 2 ? 0.0 : (score - Mean) / Deviation;

    /// <summary>Takes a score into the memory.</summary>
    /// <exception cref="ArgumentException">The score is not finite; it would spoil those after it.</exception>
    public void Learn(double score)
    {
        if (!double.IsFinite(score))
            throw new ArgumentException($"A score of {score} cannot be learnt.", nameof(score));

        _seen++;
        double weight = 1.0 / Math.Min(_seen, _length);
        double step = score - Mean;
        Mean += weight * step;
        _variance = (1.0 - weight) * (_variance + (weight * step * step));
    }
}
