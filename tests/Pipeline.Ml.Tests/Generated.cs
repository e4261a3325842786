using Pipeline.Ml.Data;

namespace Pipeline.Ml.Tests;

/// <summary>Tables made from a seed.</summary>
internal static class Generated
{
    /// <summary>Independent standard normal values.</summary>
    public static FeatureMatrix Normal(int rowCount, int columnCount, int seed)
    {
        Random random = new(seed);
        float[] values = new float[rowCount * columnCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)Normal(random);
        }

        return new FeatureMatrix(values, columnCount);
    }

    /// <summary>One standard normal value (Box and Muller, 1958).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The table with some values replaced.</summary>
    public static FeatureMatrix With(this FeatureMatrix matrix, Func<int, int, float, float> replace)
    {
        float[] values = matrix.Values.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = replace(i / matrix.ColumnCount, i % matrix.ColumnCount, values[i]);
        }

        return new FeatureMatrix(values, matrix.ColumnCount);
    }
}
