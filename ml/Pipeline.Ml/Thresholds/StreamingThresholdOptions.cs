namespace Pipeline.Ml.Thresholds;

/// <summary>How <see cref="StreamingThreshold"/> learns.</summary>
public sealed record StreamingThresholdOptions
{
    internal const int PeaksMaxLowest = 10;
    internal const int PeaksMaxHighest = 10_000;

    /// <summary>The rate of false episodes to hold.</summary>
    public required LongRunRate Promise { get; init; }

    /// <summary>Latest peaks that are kept, in [10, 10,000], default 500: memory, and how long the past counts.</summary>
    public int PeaksMax { get; init; } = 500;

    /// <summary>Peaks learned between two fits, at least 1, default 8; a fit of 500 peaks takes a few milliseconds.</summary>
    public int PeaksPerRefit { get; init; } = 8;

    /// <summary>How the initial threshold and run length are found; both stay.</summary>
    public PeaksOverThresholdOptions Calibration { get; init; } = new();

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    internal void Validate()
    {
        if (!(Promise.PerObservation > 0))
            throw new ArgumentOutOfRangeException(nameof(Promise), Promise, "A promise needs a rate above 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(PeaksMax, PeaksMaxLowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PeaksMax, PeaksMaxHighest);
        ArgumentOutOfRangeException.ThrowIfLessThan(PeaksPerRefit, 1);
        Calibration.Validate();
    }
}
