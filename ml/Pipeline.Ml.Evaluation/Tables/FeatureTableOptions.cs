namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>What the reader is to make of a file's columns.</summary>
public sealed record FeatureTableOptions
{
    /// <summary>The most numbers that a table may have, its rows times its columns; reading takes 12 bytes each.</summary>
    public const int CellsMax = 100_000_000;

    /// <summary>The most fields that a line may have; no detector takes more columns.</summary>
    public const int FieldsMax = 65_536;

    public TableHeader Header { get; init; } = TableHeader.Detect;

    /// <summary>
    /// Name of the column that says which rows are anomalies; null to take a last column named <c>label</c>, in any case.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>Names of columns that are left out.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>Rows times columns at most, 1 to <see cref="CellsMax"/>.</summary>
    public int CellLimit { get; init; } = CellsMax;
}
