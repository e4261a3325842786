using Pipeline.Ml.Data;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Tests.Tails;

public sealed class TailModelScoreTests
{
    // A score passes over values that cannot matter. What Explain says of every value must add up to the same.
    [Theory]
    [InlineData(TailSides.Both, 1, 91)]
    [InlineData(TailSides.Both, 12, 92)]
    [InlineData(TailSides.Upper, 12, 93)]
    [InlineData(TailSides.Lower, 40, 94)]
    public void Score_IsTheLargestSurpriseLessTheNumberOfColumns(TailSides sides, int columnCount, int seed)
    {
        FeatureMatrix data = Mixed(3000, columnCount, seed);
        TailModel model = TailModel.Fit(data, new TailOptions { Sides = sides });
        FeatureMatrix rows = Mixed(2000, columnCount, seed + 1000).With((row, column, value) => (row + column) % 97 == 0 ? value * 3 : value + ((row % 3) * 0.01f));
        double[] surprises = new double[columnCount];
        double[] bulk = new double[rows.RowCount];
        model.Score(rows, bulk);
        for (int row = 0; row < rows.RowCount; row++)
        {
            double explained = model.Explain(rows.Row(row), surprises);
            double expected = Math.Max(0, surprises.Max(Math.Abs) - Math.Log(columnCount));

            Assert.Equal(expected, bulk[row]);
            Assert.Equal(expected, explained);
        }
    }

    // In turn: normal, few whole numbers, constant, mostly missing, heavy-tailed, two clusters.
    private static FeatureMatrix Mixed(int rowCount, int columnCount, int seed)
    {
        Random random = new(seed);
        float[] values = new float[rowCount * columnCount];
        for (int i = 0; i < values.Length; i++)
        {
            double normal = Generated.Normal(random);
            values[i] = (i % columnCount % 6) switch
            {
                0 => (float)normal,
                1 => random.Next(4),
                2 => 3,
                3 => random.Next(50) == 0 ? (float)normal : float.NaN,
                4 => (float)Math.Exp(2 * normal),
                _ => (float)normal + (random.Next(2) * 30),
            };
        }

        return new FeatureMatrix(values, columnCount);
    }
}
