using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Tests.Tails;

public sealed class TailFunctionsTests
{
    [Theory]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1, 0)]
    [InlineData(3.7, 1.4280723266653)]
    [InlineData(100, 359.1342053695754)]
    public void LogGamma_IsThatOfTheTables(double x, double expected) => Assert.Equal(expected, TailFunctions.LogGamma(x), 10);

    /// <summary>Sums of probabilities, computed from the far end so that no digits are lost.</summary>
    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 40)]
    [InlineData(20, 20)]
    [InlineData(20, 60)]
    [InlineData(300, 301)]
    public void PoissonTail_IsTheSumOfItsProbabilities(double mean, int from)
    {
        double sum = 0;
        for (int k = from + 400; k >= from; k--)
            sum += Math.Exp((k * Math.Log(mean)) - mean - TailFunctions.LogGamma(k + 1));
        Assert.Equal(Math.Log(sum), TailFunctions.LogPoissonUpper(from, mean), 10);
    }

    [Theory]
    [InlineData(6, 4, 6)]
    [InlineData(6, 4, 60)]
    [InlineData(0.3, 15, 1)]
    [InlineData(50, 1.1, 51)]
    [InlineData(50, 1.1, 120)]
    public void NegativeBinomialTail_IsTheSumOfItsProbabilities(double mean, double dispersion, int from)
    {
        double size = mean / (dispersion - 1), sum = 0;
        for (int k = from + 2_000; k >= from; k--)
        {
            double log = TailFunctions.LogGamma(k + size) - TailFunctions.LogGamma(size) - TailFunctions.LogGamma(k + 1)
                - (size * Math.Log(dispersion)) + (k * Math.Log(1 - (1 / dispersion)));
            sum += Math.Exp(log);
        }

        Assert.Equal(Math.Log(sum), TailFunctions.LogNegativeBinomialUpper(from, mean, dispersion), 9);
    }

    /// <summary>Against exact arithmetic: the probability of at least 847 events of mean 2 is near 10^-1835.</summary>
    [Fact]
    public void ProbabilityFarBelowTheSmallestDouble_HasItsLogarithm()
    {
        double expected = (847 * Math.Log(2)) - 2 + Math.Log(1 + (2 / 848d) + (4 / (848d * 849)));
        for (int k = 2; k <= 847; k++)
            expected -= Math.Log(k);
        Assert.Equal(expected, TailFunctions.LogPoissonUpper(847, 2), 7);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e38)]
    public void HugeCounts_AreFiniteAndFall(double value)
    {
        double poisson = TailFunctions.LogPoissonUpper(value, 2), wide = TailFunctions.LogNegativeBinomialUpper(value, 2, 1_000);
        Assert.True(double.IsFinite(poisson) && poisson > TailFunctions.LogPoissonUpper(value * 1.001, 2));
        Assert.True(double.IsFinite(wide) && wide > TailFunctions.LogNegativeBinomialUpper(value * 1.001, 2, 1_000));
    }
}
