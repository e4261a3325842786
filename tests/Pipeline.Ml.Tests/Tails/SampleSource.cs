using Pipeline.Ml.Data;

namespace Pipeline.Ml.Tests.Tails;

/// <summary>Draws from named distributions; the seed is part of the name of whatever fails.</summary>
internal sealed class SampleSource(int seed)
{
    private readonly Random _random = new(seed);

    public double Uniform() => 1 - _random.NextDouble();

    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    public double Exponential() => -Math.Log(Uniform());

    public int Poisson(double mean)
    {
        int count = 0;
        for (double time = Exponential(); time < mean; time += Exponential())
            count++;
        return count;
    }

    /// <summary>A Poisson variable whose mean is a sum of <paramref name="shape"/> exponentials: dispersion 1 + mean / shape.</summary>
    public int NegativeBinomial(int shape, double mean)
    {
        double sum = 0;
        for (int i = 0; i < shape; i++)
            sum += Exponential();
        return Poisson(mean * sum / shape);
    }

    public float Draw(string distribution) => distribution switch
    {
        "normal" => (float)Normal(),
        "normal far from 0" => (float)(100 + Normal()),
        "exponential" => (float)Exponential(),
        "lognormal" => (float)Math.Exp(Normal()),
        "Pareto 1.5" => (float)Math.Pow(Uniform(), -1 / 1.5),
        "Poisson 2" => Poisson(2),
        "Poisson 20" => Poisson(20),
        "negative binomial" => NegativeBinomial(2, 6),
        "uniform integers" => _random.Next(0, 101),
        "constant" => 3,
        "two-valued" => Uniform() < 0.02 ? 7 : 3,
        "rarely missing" => Uniform() < 0.005 ? float.NaN : (float)Normal(),
        "often missing" => Uniform() < 0.6 ? float.NaN : (float)Normal(),
        _ => throw new ArgumentOutOfRangeException(nameof(distribution), distribution, "No such distribution."),
    };

    public float[] Draw(string distribution, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = Draw(distribution);
        return values;
    }

    public FeatureMatrix Column(string distribution, int count) => new(Draw(distribution, count), 1);

    public FeatureMatrix Table(string[] distributions, int count)
    {
        float[] values = new float[count * distributions.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Draw(distributions[i % distributions.Length]);
        return new FeatureMatrix(values, distributions.Length);
    }
}
