using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>Numbers of the distributions that traffic is made of.</summary>
internal static class Draws
{
    /// <summary>Above this a Poisson number is drawn as a rounded normal one: the error is far below the noise, the time constant.</summary>
    private const double PoissonByInversionMax = 30;

    /// <summary>A standard normal number (Box and Muller, 1958).</summary>
    public static double Normal(ref SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>An exponential number of mean 1.</summary>
    public static double Exponential(ref SeededRandom random) => -Math.Log(1 - random.NextDouble());

    /// <summary>A log-normal number of mean 1.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="sigma">Standard deviation of its logarithm.</param>
    public static double LogNormal(ref SeededRandom random, double sigma) => Math.Exp((sigma * Normal(ref random)) - (sigma * sigma / 2));

    /// <summary>Evenly between two numbers.</summary>
    public static double Between(ref SeededRandom random, double low, double high) => low + ((high - low) * random.NextDouble());

    /// <summary>A Poisson number.</summary>
    public static int Poisson(ref SeededRandom random, double mean)
    {
        if (mean > PoissonByInversionMax)
            return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal(ref random))));
        double product = 1;
        double limit = Math.Exp(-mean);
        int count = -1;
        do
        {
            product *= random.NextDouble();
            count++;
        }
        while (product > limit);
        return count;
    }

    /// <summary>A whole number of the given mean: the two nearest ones, each as often as that takes.</summary>
    public static int Rounded(ref SeededRandom random, double mean)
    {
        double floor = Math.Floor(mean);
        return (int)floor + (random.NextDouble() < mean - floor ? 1 : 0);
    }
}
