using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.CallCounts;

/// <summary>Draws the rows of the table from a seed.</summary>
public sealed class CallCountSource(int seed)
{
    private const double NoiseCount = 4;

    private readonly Random _random = new(seed);

    /// <summary>A count with the given mean, by the gaps of its events; costs as many steps.</summary>
    public int Poisson(double mean)
    {
        int count = 0;
        for (double time = Exponential(); time < mean; time += Exponential())
            count++;
        return count;
    }

    /// <summary>Rows whose first columns are those of the case; noise follows: normal, exponential and Poisson(4) in turn.</summary>
    internal FeatureMatrix Rows(CallCountCase one, int noiseColumns, int rowCount, bool planted)
    {
        int columnCount = one.ColumnCount + noiseColumns;
        float[] values = new float[rowCount * columnCount];
        for (int i = 0; i < rowCount; i++)
        {
            Span<float> row = values.AsSpan(i * columnCount, columnCount);
            if (planted)
                one.Planted.ToArray().CopyTo(row);
            else
                one.Usual(this, row);
            for (int j = 0; j < noiseColumns; j++)
                row[one.ColumnCount + j] = Noise(j);
        }

        return new FeatureMatrix(values, columnCount);
    }

    private float Noise(int column) => (column % 3) switch
    {
        0 => (float)(Math.Sqrt(2 * Exponential()) * Math.Cos(2 * Math.PI * _random.NextDouble())),
        1 => (float)Exponential(),
        _ => Poisson(NoiseCount),
    };

    private double Exponential() => -Math.Log(1 - _random.NextDouble());
}
