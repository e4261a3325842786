namespace Pipeline.Ml.Evaluation.CallCounts;

/// <summary>Counts of calls as they usually are, and as they are where something is planted.</summary>
/// <param name="Name">As the table prints it.</param>
/// <param name="Usual">Fills the case's columns of one usual row.</param>
/// <param name="Planted">The case's columns of every planted row.</param>
/// <param name="TrainingRows">Rows to learn from; null takes the table's.</param>
/// <param name="PlantedRows">Rows planted; null takes the table's.</param>
public sealed record CallCountCase(
    string Name, Action<CallCountSource, Span<float>> Usual, IReadOnlyList<float> Planted, int? TrainingRows = null, int? PlantedRows = null)
{
    /// <summary>What a detector of call counts has to tell apart; the first three are incidents, the others are none.</summary>
    public static IReadOnlyList<CallCountCase> All { get; } =
    [
        new("constant 3 -> 847", (_, row) => row[0] = 3, [847]),
        new("Poisson(2) -> 847", (source, row) => row[0] = source.Poisson(2), [847]),
        new("Poisson(20) -> 40", (source, row) => row[0] = source.Poisson(20), [40]),
        new("3 -> 4 in one event", (_, row) => row[0] = 3, [4]),
        new("3 -> 4 in every one of 50,000 events", (_, row) => row[0] = 3, [4], 50_000, 50_000),
        new("[5, 10, 2] -> [5, 10, 3]", (_, row) => (row[0], row[1], row[2]) = (5, 10, 2), [5, 10, 3]),
    ];

    /// <summary>Columns that the case is about, from the first on.</summary>
    public int ColumnCount => Planted.Count;
}
