using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class GeneralizedParetoFitTests
{
    [Theory]
    [InlineData(-0.4, 12, 1)]
    [InlineData(-0.2, 40, 2)]
    [InlineData(0, 8, 3)]
    [InlineData(0, 200, 4)]
    [InlineData(0.3, 25, 5)]
    [InlineData(0.8, 60, 6)]
    [InlineData(1.5, 100, 7)]
    [InlineData(0.1, 5, 8)]
    public void MaximumLikelihood_AnySample_IsNoWorseThanAnyOfAFineGrid(double shape, int count, int seed)
    {
        double[] excesses = Draws.Pareto(shape, scale: 2, count, seed);
        GeneralizedPareto fitted = GeneralizedParetoFit.MaximumLikelihood(excesses);
        double likelihood = fitted.LogLikelihood(excesses);

        double best = double.NegativeInfinity;
        double max = excesses.Max();
        for (double shapeTried = GeneralizedParetoFit.ShapeMin; shapeTried <= GeneralizedParetoFit.ShapeMax; shapeTried += 0.02)
        {
            // For negative shapes the scale must let the highest excess be.
            for (double scale = 0.05; scale < 40; scale *= 1.02)
                best = Math.Max(best, new GeneralizedPareto(shapeTried, Math.Max(scale, -shapeTried * max * (1 + 1e-9))).LogLikelihood(excesses));
        }

        Assert.True(likelihood >= best - 1e-6, $"seed {seed}: {fitted} has {likelihood}, the grid {best}");
        Assert.True(likelihood <= best + 0.05, $"seed {seed}: {fitted} has {likelihood}, more than the grid's {best} can have missed");
    }

    [Theory]
    [InlineData(-0.3, 11)]
    [InlineData(0, 12)]
    [InlineData(0.3, 13)]
    public void MaximumLikelihood_LargeSample_RecoversTheTail(double shape, int seed)
    {
        GeneralizedPareto fitted = GeneralizedParetoFit.MaximumLikelihood(Draws.Pareto(shape, scale: 5, 20_000, seed));

        // Four standard errors (1 + shape) / sqrt(n).
        Assert.InRange(fitted.Shape, shape - 0.04, shape + 0.04);
        Assert.InRange(fitted.Scale, 4.7, 5.3);
    }

    [Theory]
    [InlineData(20, 21)]
    [InlineData(50, 22)]
    public void MaximumLikelihood_FewExponentialExcesses_HasTheBiasTheDocumentationStates(int count, int seed)
    {
        double sum = 0;
        const int repetitions = 600;
        for (int repetition = 0; repetition < repetitions; repetition++)
            sum += GeneralizedParetoFit.MaximumLikelihood(Draws.Pareto(0, 1, count, (seed * 1_000) + repetition)).Shape;

        // About -3 / k; four standard errors of the mean are 4 / sqrt(600 k).
        Assert.InRange(sum / repetitions, (-3.0 / count) - 0.06, (-3.0 / count) + 0.06);
    }

    [Theory]
    [InlineData(-0.3, 31)]
    [InlineData(0, 32)]
    [InlineData(0.3, 33)]
    public void ProbabilityWeightedMoments_LargeSample_RecoversTheTail(double shape, int seed)
    {
        GeneralizedPareto fitted = GeneralizedParetoFit.ProbabilityWeightedMoments(Draws.Pareto(shape, scale: 5, 20_000, seed));
        Assert.InRange(fitted.Shape, shape - 0.06, shape + 0.06);
        Assert.InRange(fitted.Scale, 4.6, 5.4);
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    public void MaximumLikelihood_ExtremeUnits_ScalesWithThem(double unit)
    {
        double[] excesses = Draws.Pareto(0.2, 1, 100, seed: 41);
        GeneralizedPareto plain = GeneralizedParetoFit.MaximumLikelihood(excesses);
        GeneralizedPareto scaled = GeneralizedParetoFit.MaximumLikelihood(Array.ConvertAll(excesses, excess => excess * unit));
        Assert.Equal(plain.Shape, scaled.Shape, 1e-6);
        Assert.Equal(1, scaled.Scale / unit / plain.Scale, 1e-6);
    }

    [Fact]
    public void Fit_AllExcessesEqual_EndsJustAbove()
    {
        GeneralizedPareto fitted = GeneralizedParetoFit.MaximumLikelihood([2, 2, 2, 2, 2, 2]);
        Assert.True(double.IsFinite(fitted.Shape) && fitted.Scale > 0);
        Assert.InRange(fitted.Survival(3), 0, 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Fit_ExcessNotPositive_NamesItsPosition(double excess)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => GeneralizedParetoFit.MaximumLikelihood([1, 2, excess]));
        Assert.Contains("Excess 2", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GeneralizedParetoFit.ProbabilityWeightedMoments([1, excess]));
        Assert.Throws<ArgumentException>(() => GeneralizedParetoFit.MaximumLikelihood([1]));
    }
}
