namespace Pipeline.Ml.Tests.Streaming;

/// <summary>Normal noise from a seed, independent or dependent on what came before.</summary>
internal sealed class Noise(int seed)
{
    private readonly Random _random = new(seed);

    public double Normal() => Math.Sqrt(-2.0 * Math.Log(1.0 - _random.NextDouble())) * Math.Cos(2.0 * Math.PI * _random.NextDouble());

    public float[] Rows(int rowCount, int columnCount, double shift = 0)
    {
        float[] values = new float[rowCount * columnCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(Normal() + shift);

        return values;
    }

    /// <summary>One column in which every value is <paramref name="memory"/> times the last one plus noise, of variance 1.</summary>
    public float[] Autoregressive(int rowCount, double memory)
    {
        float[] values = new float[rowCount];
        double value = Normal();
        for (int i = 0; i < rowCount; i++)
        {
            values[i] = (float)value;
            value = (memory * value) + (Math.Sqrt(1.0 - (memory * memory)) * Normal());
        }

        return values;
    }
}
