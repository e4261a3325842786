namespace Pipeline.Ml.Thresholds;

/// <summary>How <see cref="PeaksOverThreshold"/> finds episodes and their tail.</summary>
public sealed record PeaksOverThresholdOptions
{
    /// <summary>
    /// Share of the scores below the initial threshold, above which the tail is fitted; in [0.5, 1), default 0.98 as in SPOT. Lower takes
    /// more peaks that are less typical of the tail. With few scores a lower one is used, so that ten exceedances (or a tenth of all
    /// scores) remain; with many a higher one, so that at most <see cref="ExceedancesMax"/> do.
    /// </summary>
    public double InitialQuantile { get; init; } = 0.98;

    /// <summary>
    /// Exceedances at most so many observations apart are one episode; at least 0. Null, the default, estimates it from the gaps between
    /// exceedances. Choose it yourself when a refractory period is given anyway.
    /// </summary>
    public int? RunLength { get; init; }

    /// <summary>Upper bound of an estimated run length; at least 0, default 100.</summary>
    public int RunLengthMax { get; init; } = 100;

    /// <summary>Most exceedances that are looked at, in [10, 100,000], default 2,000: bounds the time of a fit, about 1 ms for 200.</summary>
    public int ExceedancesMax { get; init; } = 2_000;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    internal void Validate()
    {
        if (!(InitialQuantile >= 0.5 && InitialQuantile < 1))
            throw new ArgumentOutOfRangeException(nameof(InitialQuantile), InitialQuantile, "The initial quantile must lie in [0.5, 1).");
        if (RunLength is < 0)
            throw new ArgumentOutOfRangeException(nameof(RunLength), RunLength, "A run length must be at least 0.");
        ArgumentOutOfRangeException.ThrowIfNegative(RunLengthMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(ExceedancesMax, 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ExceedancesMax, 100_000);
    }
}
