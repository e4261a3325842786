namespace Pipeline.Ml.Tests.Thresholds;

/// <summary>Scores of known distributions by named seeds.</summary>
internal static class Draws
{
    /// <summary>Scores of a shape: normal, exponential, uniform, heavy (Pareto with index 3), discrete (whole numbers, many ties), constant.</summary>
    public static double[] Of(string shape, int count, int seed)
    {
        Random random = new(seed);
        double[] scores = new double[count];
        for (int index = 0; index < count; index++)
        {
            scores[index] = shape switch
            {
                "normal" => Normal(random),
                "exponential" => -Math.Log(1 - random.NextDouble()),
                "uniform" => random.NextDouble(),
                "heavy" => Math.Pow(1 - random.NextDouble(), -1.0 / 3),
                "discrete" => Math.Floor(-3 * Math.Log(1 - random.NextDouble())),
                "constant" => 0.4,
                _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "No such shape."),
            };
        }

        return scores;
    }

    /// <summary>A stationary series of standard normal numbers, neighbours correlated.</summary>
    public static double[] Autocorrelated(double correlation, int count, int seed)
    {
        Random random = new(seed);
        double[] scores = new double[count];
        scores[0] = Normal(random);
        for (int index = 1; index < count; index++)
            scores[index] = (correlation * scores[index - 1]) + (Math.Sqrt(1 - (correlation * correlation)) * Normal(random));
        return scores;
    }

    /// <summary>Excesses of a generalised Pareto distribution.</summary>
    public static double[] Pareto(double shape, double scale, int count, int seed)
    {
        Random random = new(seed);
        double[] excesses = new double[count];
        for (int index = 0; index < count; index++)
        {
            double survival = 1 - random.NextDouble();
            excesses[index] = shape == 0 ? -scale * Math.Log(survival) : scale * (Math.Pow(survival, -shape) - 1) / shape;
            excesses[index] = Math.Max(excesses[index], 1e-12);
        }

        return excesses;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
