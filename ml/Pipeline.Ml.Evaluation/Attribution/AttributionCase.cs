using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Attribution;

/// <summary>Usual rows of independent or paired standard normal columns, and what is planted in one of them.</summary>
/// <param name="Name">What is planted, for a table.</param>
/// <param name="Sigmas">How far the planted values lie from the mean, in standard deviations.</param>
/// <param name="Planted">Columns that are shifted together: 1 or 2.</param>
/// <param name="Correlation">
/// Of columns 2k and 2k + 1, in [0, 1). Where it is above 0, the two planted columns are such a pair and are shifted against each other:
/// each value is as usual as the shift is small, and the pair is not.
/// </param>
public sealed record AttributionCase(string Name, double Sigmas, int Planted, double Correlation)
{
    /// <summary>Single shifts, pairs of unrelated columns, and pairs whose correlation is broken.</summary>
    public static IReadOnlyList<AttributionCase> All { get; } =
    [
        new("one column", 3, 1, 0), new("one column", 5, 1, 0), new("one column", 10, 1, 0),
        new("two columns", 3, 2, 0), new("two columns", 5, 2, 0), new("two columns", 10, 2, 0),
        new("pair, correlation 0.95 broken", 2, 2, 0.95), new("pair, correlation 0.95 broken", 3, 2, 0.95),
    ];

    internal FeatureMatrix Rows(Random random, int rowCount, int columnCount)
    {
        float[] values = new float[rowCount * columnCount];
        double rest = Math.Sqrt(1 - (Correlation * Correlation));
        for (int row = 0; row < rowCount; row++)
        {
            double first = 0;
            for (int column = 0; column < columnCount; column++)
            {
                double normal = Normal(random);
                double value = column % 2 == 1 ? (Correlation * first) + (rest * normal) : normal;
                first = value;
                values[(row * columnCount) + column] = (float)value;
            }
        }

        return new FeatureMatrix(values, columnCount);
    }

    /// <summary>Shifts columns of a row up or down, and tells which.</summary>
    internal int[] Plant(Random random, Span<float> row)
    {
        int first = Correlation > 0 ? 2 * random.Next(row.Length / 2) : random.Next(row.Length);
        float shift = (float)(random.Next(2) == 0 ? Sigmas : -Sigmas);
        row[first] = shift;
        if (Planted == 1)
        {
            return [first];
        }

        int second = Correlation > 0 ? first + 1 : (first + 1 + random.Next(row.Length - 1)) % row.Length;
        row[second] = -shift;
        return [first, second];
    }

    // Box and Muller, 1958.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
