namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>How often a table is looked at, and what is told about it.</summary>
public sealed record DetectionOptions
{
    private readonly int _seedCount = 1;
    private readonly int _topCount = 10;
    private readonly double? _contamination;

    /// <summary>Fits with a seed each, at least 1; the first one's scores are those shown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int SeedCount
    {
        get => _seedCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _seedCount = value;
        }
    }

    /// <summary>The first seed; the others follow one by one.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The most anomalous rows told with their causes, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public int TopCount
    {
        get => _topCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _topCount = value;
        }
    }

    /// <summary>Share of rows to flag at most, above 0 and at most 0.5; null to flag none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another share.</exception>
    public double? Contamination
    {
        get => _contamination;
        init => _contamination = value is null or (> 0 and <= 0.5)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Contamination is above 0 and at most 0.5.");
    }
}
