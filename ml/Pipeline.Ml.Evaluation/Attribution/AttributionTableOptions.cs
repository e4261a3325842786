namespace Pipeline.Ml.Evaluation.Attribution;

/// <summary>What <see cref="AttributionTable"/> runs.</summary>
public sealed record AttributionTableOptions
{
    public IReadOnlyList<AttributionCase> Cases { get; init; } = AttributionCase.All;

    /// <summary>Each draws other rows and grows other forests; at least one.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    /// <summary>Columns, an even number of 4 or more.</summary>
    public int ColumnCount { get; init; } = 30;

    /// <summary>Usual rows to learn from, at least 10.</summary>
    public int TrainingRows { get; init; } = 2_000;

    /// <summary>Rows with something planted for each case and seed, at least 1.</summary>
    public int PlantedRows { get; init; } = 100;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Cases);
        ArgumentNullException.ThrowIfNull(Seeds);
        ArgumentOutOfRangeException.ThrowIfZero(Seeds.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(ColumnCount, 4);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ColumnCount % 2, 0, nameof(ColumnCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainingRows, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(PlantedRows, 1);
    }
}
