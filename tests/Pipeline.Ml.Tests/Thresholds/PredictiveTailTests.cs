using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class PredictiveTailTests
{
    [Theory]
    [InlineData(-0.2, 1)]
    [InlineData(0, 2)]
    [InlineData(0.2, 3)]
    [InlineData(0.33, 4)]
    public void Excess_TrueTailWithinThePrior_IsExceededNoMoreOftenThanAskedOnAverage(double shape, int seed)
    {
        GeneralizedPareto truth = new(shape, 1);
        foreach ((int count, double survival) in new[] { (10, 0.05), (30, 0.02), (100, 0.01) })
        {
            const int repetitions = 300;
            double sum = 0, squares = 0;
            for (int repetition = 0; repetition < repetitions; repetition++)
            {
                PredictiveTail tail = PredictiveTail.Fit(Draws.Pareto(shape, 1, count, (seed * 100_000) + (count * 500) + repetition));
                double observed = truth.Survival(tail.Excess(survival));
                sum += observed;
                squares += observed * observed;
            }

            double mean = sum / repetitions;
            double error = Math.Sqrt(((squares / repetitions) - (mean * mean)) / repetitions);
            Assert.True(mean - (3 * error) <= survival, $"seed {seed}, {count} excesses: {mean} +- {error} in place of {survival}");
            // Careful, but not blind.
            Assert.True(mean > survival / 10, $"seed {seed}, {count} excesses: {mean} in place of {survival}");
        }
    }

    [Fact]
    public void Excess_MaximumLikelihoodInstead_IsExceededMoreOftenThanAsked()
    {
        // Why there is a predictive tail at all: 30 exponential excesses, one in 50 asked for.
        double sum = 0;
        for (int repetition = 0; repetition < 300; repetition++)
            sum += Math.Exp(-GeneralizedParetoFit.MaximumLikelihood(Draws.Pareto(0, 1, 30, 70_000 + repetition)).Excess(0.02));
        Assert.True(sum / 300 > 0.025);
    }

    [Theory]
    [InlineData(-0.4, 5, 11)]
    [InlineData(0, 50, 12)]
    [InlineData(0.5, 500, 13)]
    [InlineData(2, 20, 14)]
    public void Survival_HigherExcess_IsLowerAndRoundTrips(double shape, int count, int seed)
    {
        PredictiveTail tail = PredictiveTail.Fit(Draws.Pareto(shape, 3, count, seed));
        double previous = 1;
        for (double excess = 0; excess < 100; excess += 0.25)
        {
            double survival = tail.Survival(excess);
            Assert.InRange(survival, 0, previous);
            previous = survival;
        }

        foreach (double survival in new[] { 1, 0.7, 0.1, 1e-3, 1e-6 })
            Assert.Equal(survival, tail.Survival(tail.Excess(survival)), survival * 1e-9);
    }

    [Fact]
    public void Fit_PeaksCutOffAtALevel_CensoredTellsWhatWasCutOff()
    {
        double[] excesses = Draws.Pareto(0.1, 1, 400, seed: 21);
        double level = excesses.Order().ElementAt(360);
        double[] below = Array.FindAll(excesses, excess => excess < level);
        double[] censored = [.. Enumerable.Repeat(level, excesses.Length - below.Length)];

        double whole = PredictiveTail.Fit(excesses).Excess(0.01);
        Assert.InRange(PredictiveTail.Fit(below, censored).Excess(0.01), 0.75 * whole, 1.35 * whole);
        Assert.InRange(PredictiveTail.Fit(below).Excess(0.01), 0, 0.72 * whole);
    }

    [Theory]
    [InlineData(new double[] { 1, 1 })]
    [InlineData(new double[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(new double[] { 1e-300, 1e-300, 1e-300, 1e-300, 1 })]
    [InlineData(new double[] { 1e300, 2e300, 5e299 })]
    [InlineData(new double[] { 5e-324, 5e-324, 1e-323 })]
    public void Fit_OddExcesses_StillFalls(double[] excesses)
    {
        PredictiveTail tail = PredictiveTail.Fit(excesses);
        double excess = tail.Excess(0.01);
        Assert.True(excess > 0);
        Assert.True(double.IsInfinity(excess) || tail.Survival(excess) <= 0.01);
    }
}
