using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class PeaksOverThresholdTests
{
    public static TheoryData<string, int, int> Samples => new()
    {
        { "normal", 2_000, 1 },
        { "exponential", 300, 2 },
        { "uniform", 5_000, 3 },
        { "heavy", 10_000, 4 },
        { "discrete", 4_000, 5 },
        { "normal", 150_000, 6 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void EpisodesPerObservation_HigherScore_IsNoHigher(string shape, int count, int seed)
    {
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of(shape, count, seed));
        double previous = 1;
        double previousP = 1;
        for (double score = -3; score < 60; score += 0.05)
        {
            double rate = calibration.EpisodesPerObservation(score);
            Assert.InRange(rate, 0, previous);
            double pValue = calibration.PValue(score);
            Assert.InRange(pValue, 0, previousP);
            (previous, previousP) = (rate, pValue);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Threshold_RateOfAScore_IsTheScore(string shape, int count, int seed)
    {
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of(shape, count, seed));
        double spread = calibration.Conformal.ScoreMax - calibration.InitialThreshold;
        foreach (double share in new[] { 0.1, 0.5, 1, 1.5 })
        {
            double score = calibration.InitialThreshold + (share * spread);
            Assert.Equal(score, calibration.Threshold(calibration.EpisodesPerObservation(score)), 1e-7 * spread);
        }

        foreach (double rate in new[] { 0.5, 0.1, 1e-2, 1e-3, 1e-5 })
        {
            double threshold = calibration.Threshold(rate);
            Assert.InRange(calibration.EpisodesPerObservation(threshold), 0, rate * (1 + 1e-9));
        }
    }

    [Theory]
    [InlineData(1e-16)]
    [InlineData(3e-16)]
    [InlineData(1e-13)]
    [InlineData(1)]
    public void Threshold_ScoresOfWhateverSpread_HasNoHigherRateThanAsked(double spread)
    {
        // A spread of a few last digits: there the level and the excess above it do not add up to a number, but to the next one.
        double[] scores = [.. Enumerable.Range(0, 2_000).Select(k => 1 + (k * spread))];
        new Random(52).Shuffle(scores);
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(scores);
        Assert.True(calibration.HasTail);
        for (double rate = 0.9; rate > 1e-7; rate *= 0.83)
        {
            double threshold = calibration.Threshold(rate);
            Assert.InRange(calibration.EpisodesPerObservation(threshold), 0, rate);

            // Nor is it needlessly high: a little below, the rate is higher.
            double margin = Math.Max(2 * (Math.BitIncrement(threshold) - threshold), 1e-9 * (threshold - 1));
            Assert.True(calibration.EpisodesPerObservation(threshold - margin) > rate, $"rate {rate}, spread {spread}");
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void PValue_BeyondAllScores_GoesOnWithoutAJumpUpwards(string shape, int count, int seed)
    {
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of(shape, count, seed));
        double max = calibration.Conformal.ScoreMax;
        Assert.True(calibration.HasTail);
        Assert.InRange(calibration.PValue(Math.BitIncrement(max)), 0, 1.0 / (count + 1));
        Assert.InRange(calibration.PValue(max + (20 * (max - calibration.InitialThreshold))), 0, 0.1 / (count + 1));
    }

    [Fact]
    public void PValue_ManyCalibrations_IsSuperUniformFarOut()
    {
        // The true chance of a score at or above that of a p-value a is at most a on average: for exponential scores it is exp(-score).
        foreach (double level in new[] { 1e-2, 1e-3, 1e-4 })
        {
            double sum = 0, squares = 0;
            for (int seed = 0; seed < 300; seed++)
            {
                PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of("exponential", 1_000, 31_000 + seed));
                double chance = Math.Exp(-LowestWith(calibration, level));
                sum += chance;
                squares += chance * chance;
            }

            double mean = sum / 300;
            double error = Math.Sqrt(((squares / 300) - (mean * mean)) / 300);
            Assert.True(mean <= level + (3 * error), $"{mean} +- {error} in place of {level}");
        }
    }

    [Theory]
    [InlineData(0, 1e-3, 41)]
    [InlineData(0.9, 1e-3, 42)]
    public void Threshold_ManyCalibrations_HoldsItsRate(double correlation, double rate, int seed)
    {
        // Held out: 40 calibrations of 3,000, each followed by 20,000 observations; the full table is in docs/thresholds.md.
        List<double> episodes = [];
        for (int repetition = 0; repetition < 40; repetition++)
        {
            double[] scores = Draws.Autocorrelated(correlation, 23_000, (seed * 1_000) + repetition);
            PeaksOverThreshold calibration = PeaksOverThreshold.Fit(scores.AsSpan(0, 3_000));
            EpisodeCounter counter = new(calibration.Threshold(rate), calibration.RunLength);
            foreach (double score in scores.AsSpan(3_000))
                counter.Add(score);
            episodes.Add(counter.Episodes);
        }

        double mean = episodes.Average();
        double error = Math.Sqrt(episodes.Average(count => (count - mean) * (count - mean)) / episodes.Count);
        Assert.True(mean - (2 * error) <= 20_000 * rate, $"seed {seed}: {mean} +- {error} episodes in place of {20_000 * rate}");
        Assert.True(mean + (2 * error) > 20_000 * rate / 4, $"seed {seed}: {mean} +- {error} episodes: too careful to be of use");
    }

    [Fact]
    public void Fit_RunLengthGiven_UsesIt()
    {
        double[] scores = Draws.Autocorrelated(0.9, 5_000, seed: 51);
        PeaksOverThreshold single = PeaksOverThreshold.Fit(scores, new PeaksOverThresholdOptions { RunLength = 0 });
        PeaksOverThreshold joined = PeaksOverThreshold.Fit(scores, new PeaksOverThresholdOptions { RunLength = 30 });
        Assert.Equal(single.ExceedanceCount, single.PeakCount);
        Assert.Equal(30, joined.RunLength);
        Assert.True(joined.PeakCount < single.PeakCount / 2);
        Assert.True(joined.InitialRate < single.InitialRate);
        Assert.InRange(joined.ExtremalIndex, 0.05, 0.7);
    }

    [Fact]
    public void Fit_AllEqual_HasNoTailAndPromisesNothingBeyond()
    {
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of("constant", 1_000, seed: 1));
        Assert.False(calibration.HasTail);
        Assert.Null(calibration.PointEstimate);
        Assert.Equal(double.PositiveInfinity, calibration.Threshold(1e-4));
        Assert.Equal(Math.BitIncrement(0.4), calibration.Threshold(0.01));
        Assert.Equal(1 / 1_001.0, calibration.PValue(1e6));
        Assert.Equal(1 / 1_001.0, calibration.EpisodesPerObservation(1e6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(49)]
    public void Fit_FewScores_HasNoTail(int count)
    {
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of("normal", count, seed: count));
        Assert.False(calibration.HasTail);
        Assert.Equal(1.0 / (count + 1), calibration.PValue(100));
        Assert.Equal(double.PositiveInfinity, calibration.Threshold(1e-3));
    }

    [Fact]
    public void Fit_HundredScores_HasATailOfTenPeaks() =>
        Assert.Equal(10, PeaksOverThreshold.Fit(Draws.Of("normal", 100, seed: 9)).ExceedanceCount);

    [Fact]
    public void Fit_ManyScores_LooksAtABoundedNumber() =>
        Assert.Equal(2_000, PeaksOverThreshold.Fit(Draws.Of("normal", 150_000, seed: 9)).ExceedanceCount);

    [Fact]
    public void Fit_BadInput_NamesWhatAndWhere()
    {
        Assert.Contains("Score 1 ", Assert.Throws<ArgumentException>(() => PeaksOverThreshold.Fit([1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("Score 0 ", Assert.Throws<ArgumentException>(() => PeaksOverThreshold.Fit([double.NegativeInfinity])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PeaksOverThreshold.Fit([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PeaksOverThreshold.Fit([1], new PeaksOverThresholdOptions { InitialQuantile = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PeaksOverThreshold.Fit([1], new PeaksOverThresholdOptions { RunLength = -1 }));
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit([1, 2, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => calibration.Threshold(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => calibration.Threshold(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => calibration.PValue(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => calibration.EpisodesPerObservation(double.PositiveInfinity));
    }

    private static double LowestWith(PeaksOverThreshold calibration, double pValue)
    {
        double below = 0;
        double above = 1e6;
        for (int step = 0; step < 100; step++)
        {
            double middle = (below + above) / 2;
            if (calibration.PValue(middle) > pValue)
                below = middle;
            else
                above = middle;
        }

        return above;
    }
}
