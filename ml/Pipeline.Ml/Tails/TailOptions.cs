namespace Pipeline.Ml.Tails;

/// <summary>How a <see cref="TailModel"/> is fitted.</summary>
public sealed record TailOptions
{
    /// <summary>Fewest order statistics a column may be allowed.</summary>
    public const int LeastOrderStatistics = 64;

    // Far beyond any use, and far enough from the largest double that its product with a value is one.
    private const double MaxDeviation = 1e38;

    /// <summary>Most order statistics a column may be allowed.</summary>
    public const int MostOrderStatistics = 1024;

    /// <summary>The sides that count where a column does not say otherwise.</summary>
    public TailSides Sides { get; init; } = TailSides.Both;

    /// <summary>
    /// A deviation from the median of at most this much, in the column's unit, is no more than a visible change: its surprise stays at or
    /// below <see cref="TailModel.MutedSurprise"/>. From twice as much on a deviation counts in full, and gradually between. Null: 1 for
    /// counts, for constants that are whole numbers and for columns that never came, 0 for all others.
    /// </summary>
    public double? MinimumAbsoluteDeviation { get; init; }

    /// <summary>
    /// The same as a share of the median's magnitude; the larger of the two holds. Null: 0.1 for counts, for constants and where the middle
    /// half of the values are all the same, 0.001 for all others, whose own spread tells what is usual.
    /// </summary>
    public double? MinimumRelativeDeviation { get; init; }

    /// <summary>
    /// Largest share of the rows, 0 to 0.1, that is taken for anomalies on either side of a column where it lies apart: five times farther
    /// from the median than any other value, and than three robust sigmas. It counts as not seen, so that one incident among the rows to
    /// learn from does not make the next one usual. What is that rare, that far and usual all the same keeps surprising: 0 learns every row
    /// as it is.
    /// </summary>
    public double ContaminationMax { get; init; } = 0.005;

    /// <summary>Whether a missing value is as surprising as missing values were rare.</summary>
    public bool MissingIsSurprising { get; init; } = true;

    /// <summary>
    /// Most distinct values kept of a column, 64 to 1,024; 20 bytes each. A quarter of them are its lowest, a quarter its highest.
    /// </summary>
    public int OrderStatistics { get; init; } = MostOrderStatistics;

    /// <summary>One entry a column in the order of the table, or null when nothing is known of any.</summary>
    public IReadOnlyList<TailColumnOptions?>? Columns { get; init; }

    internal void Validate(int columnCount)
    {
        if (OrderStatistics is < LeastOrderStatistics or > MostOrderStatistics)
            throw new ArgumentException($"{OrderStatistics} order statistics of a column: 64 to 1,024 are possible.");
        if (!(ContaminationMax is >= 0 and <= 0.1))
            throw new ArgumentException($"A contamination of at most {ContaminationMax}: 0 to 0.1 is possible.");
        ValidateSides(Sides, "of all columns");
        ValidateDeviation(MinimumAbsoluteDeviation, "absolute", "of all columns");
        ValidateDeviation(MinimumRelativeDeviation, "relative", "of all columns");
        if (Columns is null)
            return;
        if (Columns.Count != columnCount)
            throw new ArgumentException($"There are options for {Columns.Count} columns and a table of {columnCount}.");
        for (int column = 0; column < columnCount; column++)
            ValidateColumn(Columns[column], column);
    }

    private static void ValidateColumn(TailColumnOptions? options, int column)
    {
        if (options is null)
            return;
        string where = $"of column {column}";
        if (options.Kind is not (null or FeatureKind.Count or FeatureKind.Continuous))
            throw new ArgumentException($"The kind {where} is {options.Kind}: only Count and Continuous can be chosen.");
        ValidateSides(options.Sides ?? TailSides.Both, where);
        ValidateDeviation(options.MinimumAbsoluteDeviation, "absolute", where);
        ValidateDeviation(options.MinimumRelativeDeviation, "relative", where);
    }

    private static void ValidateSides(TailSides sides, string where)
    {
        if (sides is not (TailSides.Upper or TailSides.Lower or TailSides.Both))
            throw new ArgumentException($"The sides {where} are {sides}: Upper, Lower or Both are possible.");
    }

    private static void ValidateDeviation(double? deviation, string what, string where)
    {
        if (deviation is { } value && !(value is >= 0 and <= MaxDeviation))
            throw new ArgumentException($"The minimum {what} deviation {where} is {value}: it must be a number from 0 to {MaxDeviation}.");
    }
}
