using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class ConformalPValuesTests
{
    [Theory]
    [InlineData("normal", 1, 1)]
    [InlineData("normal", 100, 2)]
    [InlineData("discrete", 3_000, 3)]
    [InlineData("discrete", 30_000, 4)]
    [InlineData("constant", 100, 5)]
    [InlineData("heavy", ConformalPValues.KeptMax, 6)]
    public void PValue_AllScoresKept_IsTheRank(string shape, int count, int seed)
    {
        double[] scores = Draws.Of(shape, count, seed);
        ConformalPValues pValues = ConformalPValues.Fit(scores);
        foreach (double score in Draws.Of(shape, 200, seed + 100).Concat(scores.Take(50)).Append(-1e9).Append(1e9))
            Assert.Equal((1.0 + scores.Count(other => other >= score)) / (count + 1.0), pValues.PValue(score));
    }

    [Theory]
    [InlineData(4_097)]
    [InlineData(10_000)]
    [InlineData(200_000)]
    public void PValue_MoreScoresThanAreKept_IsExactAtTheTopAndSlightlyAboveElsewhere(int count)
    {
        double[] scores = Draws.Of("normal", count, seed: 11);
        ConformalPValues pValues = ConformalPValues.Fit(scores);
        Array.Sort(scores);
        foreach (double score in Draws.Of("normal", 2_000, seed: 12).Concat(scores[^3..]))
        {
            int at = Array.BinarySearch(scores, score);
            double exact = (1.0 + count - (at >= 0 ? at : ~at)) / (count + 1.0);
            double error = pValues.PValue(score) - exact;
            Assert.InRange(error, 0, 1.0 / ConformalPValues.TopKept);
            if (exact * (count + 1) <= ConformalPValues.TopKept)
                Assert.Equal(0, error);
        }
    }

    [Theory]
    [InlineData("exponential", 19, 21)]
    [InlineData("exponential", 99, 22)]
    [InlineData("discrete", 50, 23)]
    [InlineData("heavy", 6_000, 24)]
    public void PValue_ExchangeableScores_IsSuperUniform(string shape, int count, int seed)
    {
        // Each repetition brings its own calibration and one new score, so that p-values are independent of one another.
        int repetitions = count > 1_000 ? 500 : 4_000;
        double[] levels = [0.01, 0.05, 0.1, 0.25, 0.5, 0.9];
        int[] atMost = new int[levels.Length];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            double[] scores = Draws.Of(shape, count + 1, (seed * 10_000) + repetition);
            double pValue = ConformalPValues.Fit(scores.AsSpan(1)).PValue(scores[0]);
            for (int level = 0; level < levels.Length; level++)
                atMost[level] += pValue <= levels[level] ? 1 : 0;
        }

        for (int level = 0; level < levels.Length; level++)
        {
            double deviation = Math.Sqrt(repetitions * levels[level] * (1 - levels[level]));
            double most = (repetitions * levels[level]) + (4 * deviation);
            Assert.True(atMost[level] <= most, $"seed {seed}: {atMost[level]} p-values at most {levels[level]}");
        }
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("discrete")]
    public void PValue_HigherScore_IsNoHigher(string shape)
    {
        ConformalPValues pValues = ConformalPValues.Fit(Draws.Of(shape, 9_000, seed: 31));
        double previous = 1;
        for (double score = -5; score < 40; score += 0.01)
        {
            double pValue = pValues.PValue(score);
            Assert.InRange(pValue, pValues.PValueMin, previous);
            previous = pValue;
        }

        Assert.Equal(pValues.PValueMin, previous);
    }

    [Theory]
    [InlineData("normal", 300)]
    [InlineData("discrete", 300)]
    [InlineData("normal", 9_000)]
    public void Threshold_AnyPValue_IsTheLowestScoreWithIt(string shape, int count)
    {
        ConformalPValues pValues = ConformalPValues.Fit(Draws.Of(shape, count, seed: 41));
        foreach (double pValue in new[] { 0.9, 0.5, 0.1, 0.01, pValues.PValueMin })
        {
            double threshold = pValues.Threshold(pValue);
            Assert.True(pValues.PValue(threshold) <= pValue);
            Assert.True(pValues.PValue(Math.BitDecrement(threshold)) > pValue);
        }

        Assert.Equal(double.PositiveInfinity, pValues.Threshold(pValues.PValueMin / 2));
    }

    [Fact]
    public void Fit_ScoreNotFinite_NamesItsPosition()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ConformalPValues.Fit([1, double.NaN]));
        Assert.Contains("Score 1", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ConformalPValues.Fit([]));
        Assert.Throws<ArgumentException>(() => ConformalPValues.Fit([double.MinValue, double.MaxValue]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void PValue_ScoreNotFinite_Throws(double score) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConformalPValues.Fit([1, 2]).PValue(score));
}
