namespace Pipeline.Ml.Evaluation.CallCounts;

/// <summary>What <see cref="CallCountTable"/> runs.</summary>
public sealed record CallCountTableOptions
{
    public IReadOnlyList<CallCountCase> Cases { get; init; } = CallCountCase.All;

    /// <summary>Each draws other rows and grows other forests; at least one.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1, 2, 3, 4, 5];

    /// <summary>Columns of noise beside the case's own, at least 0.</summary>
    public int NoiseColumns { get; init; } = 20;

    /// <summary>Usual rows to learn from, at least 1, where the case does not say otherwise.</summary>
    public int TrainingRows { get; init; } = 10_000;

    /// <summary>Other usual rows, at least 1, that set the threshold of each detector.</summary>
    public int UsualRows { get; init; } = 20_000;

    /// <summary>Planted rows, at least 1, where the case does not say otherwise.</summary>
    public int PlantedRows { get; init; } = 1_000;

    /// <summary>Share of usual rows above the threshold, at most; in (0, 1).</summary>
    public double FalseAlarmShare { get; init; } = 0.001;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Cases);
        ArgumentNullException.ThrowIfNull(Seeds);
        ArgumentOutOfRangeException.ThrowIfZero(Seeds.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(NoiseColumns);
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainingRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(UsualRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PlantedRows, 1);
        if (!(FalseAlarmShare > 0 && FalseAlarmShare < 1))
            throw new ArgumentOutOfRangeException(nameof(FalseAlarmShare), FalseAlarmShare, "The share of false alarms lies between 0 and 1.");
    }
}
