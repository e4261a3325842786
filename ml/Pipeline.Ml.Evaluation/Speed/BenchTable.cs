using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>A table to measure on.</summary>
/// <param name="Name">How the figures call it.</param>
/// <param name="Rows">Its numbers.</param>
public sealed record BenchTable(string Name, FeatureMatrix Rows)
{
    private const double OutlierShare = 0.01;
    private const double OutlierSpread = 6;

    /// <summary>Independent normal columns, one row in a hundred six times as spread.</summary>
    public static BenchTable Generate(int rowCount, int columnCount, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        Random random = new(seed);
        float[] values = new float[checked(rowCount * columnCount)];
        for (int row = 0; row < rowCount; row++)
        {
            double spread = random.NextDouble() < OutlierShare ? OutlierSpread : 1;
            for (int column = 0; column < columnCount; column++)
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                values[(row * columnCount) + column] = (float)(spread * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
            }
        }

        return new BenchTable("generated", new FeatureMatrix(values, columnCount));
    }
}
