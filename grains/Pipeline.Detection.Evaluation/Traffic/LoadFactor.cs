using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>What makes windows differ although nothing is wrong: a factor around 1 that wanders, log-normal and autoregressive.</summary>
/// <remarks>Steps of ten seconds, correlation 0.9 from step to step: it forgets in about two minutes.</remarks>
internal sealed class LoadFactor(double sigma)
{
    public const long StepMs = 10_000;

    private const double Correlation = 0.9;

    private double _logarithm;
    private long _step = long.MinValue;

    public double Value { get; private set; } = 1;

    /// <summary>Moves on to a time; times do not fall.</summary>
    public void MoveTo(long timeUnixMs, ref SeededRandom random)
    {
        long step = timeUnixMs / StepMs;
        if (step == _step)
            return;
        // After a gap of hours the factor has forgotten anyway, so a long one need not be walked through.
        long steps = _step == long.MinValue ? 1 : Math.Min(step - _step, 100);
        _logarithm = _step == long.MinValue ? sigma * Draws.Normal(ref random) : _logarithm;
        for (long index = 0; index < steps; index++)
            _logarithm = (Correlation * _logarithm) + (Math.Sqrt(1 - (Correlation * Correlation)) * sigma * Draws.Normal(ref random));
        _step = step;
        Value = Math.Exp(_logarithm);
    }
}
