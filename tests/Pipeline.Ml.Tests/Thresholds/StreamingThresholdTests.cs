using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class StreamingThresholdTests
{
    private static readonly StreamingThresholdOptions OneInTwoThousand = new() { Promise = new LongRunRate(1, 2_000), PeaksMax = 150 };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 2)]
    public void Observe_NormalScores_HoldsItsRate(double correlation, int seed)
    {
        List<double> episodes = [];
        for (int repetition = 0; repetition < 12; repetition++)
        {
            double[] scores = Draws.Autocorrelated(correlation, 42_000, (seed * 1_000) + repetition);
            StreamingThreshold threshold = new(scores.AsSpan(0, 2_000), OneInTwoThousand);
            foreach (double score in scores.AsSpan(2_000))
                threshold.Observe(score);
            episodes.Add(threshold.Episodes);
        }

        double mean = episodes.Average();
        double error = Math.Sqrt(episodes.Average(count => (count - mean) * (count - mean)) / episodes.Count);
        Assert.True(mean - (2 * error) <= 20, $"seed {seed}: {mean} +- {error} episodes in place of 20");
        Assert.True(mean + (2 * error) > 8, $"seed {seed}: {mean} +- {error} episodes: too careful to be of use");
    }

    [Fact]
    public void Observe_FarAnomaliesAmongNormalScores_AreNotLearned()
    {
        double[] scores = Draws.Autocorrelated(0, 42_000, seed: 11);
        StreamingThreshold clean = new(scores.AsSpan(0, 2_000), OneInTwoThousand);
        StreamingThreshold soiled = new(scores.AsSpan(0, 2_000), OneInTwoThousand);
        int missed = 0;
        for (int position = 2_000; position < scores.Length; position++)
        {
            clean.Observe(scores[position]);
            soiled.Observe(scores[position]);
            // One observation in ten is far off, in episodes of twenty.
            if (position % 200 == 0)
            {
                for (int step = 0; step < 20; step++)
                    missed += soiled.Observe(10 + step) is EpisodeStep.Quiet or EpisodeStep.Lingering ? 1 : 0;
            }
        }

        Assert.Equal(0, missed);
        Assert.InRange(soiled.Threshold, clean.Threshold - 0.25, clean.Threshold + 0.25);
    }

    [Fact]
    public void Observe_MoreNormalScores_MovesTowardsTheTruth()
    {
        // A calibration of 300 knows little and is careful; 60,000 observations on, the threshold is that of one in 2,000.
        double[] scores = Draws.Of("exponential", 60_300, seed: 12);
        StreamingThreshold threshold = new(scores.AsSpan(0, 300), new StreamingThresholdOptions { Promise = new LongRunRate(1, 2_000) });
        double first = threshold.Threshold;
        foreach (double score in scores.AsSpan(300))
            threshold.Observe(score);
        double truth = Math.Log(2_000);
        Assert.InRange(threshold.Threshold, truth - 1.1, truth + 1.1);
        Assert.True(Math.Abs(threshold.Threshold - truth) < Math.Abs(first - truth));
    }

    [Fact]
    public void Observe_ScoresGrowSlowly_FollowsAndKeepsABoundedNumberOfPeaks()
    {
        double[] scores = Draws.Of("exponential", 42_000, seed: 13);
        StreamingThreshold threshold = new(scores.AsSpan(0, 2_000), OneInTwoThousand);
        double first = threshold.Threshold;
        long kept = 0;
        for (int position = 2_000; position < scores.Length; position++)
        {
            threshold.Observe(scores[position] * (1 + (position / 200_000.0)));
            kept = Math.Max(kept, threshold.PeakCount);
        }

        Assert.Equal(150, kept);
        Assert.InRange(threshold.ObservationsKept, 1_000, 10_000);
        Assert.True(threshold.Threshold > first);
    }

    [Fact]
    public void Observe_SameScores_SameThresholdBitForBit()
    {
        double[] scores = Draws.Autocorrelated(0.5, 12_000, seed: 14);
        StreamingThreshold one = new(scores.AsSpan(0, 2_000), OneInTwoThousand);
        StreamingThreshold two = new(scores.AsSpan(0, 2_000), OneInTwoThousand);
        foreach (double score in scores.AsSpan(2_000))
        {
            Assert.Equal(one.Observe(score), two.Observe(score));
            Assert.Equal(one.Threshold, two.Threshold);
        }
    }

    [Fact]
    public void Observe_ConstantCalibration_WaitsForPeaksThenJudges()
    {
        StreamingThreshold threshold = new(Draws.Of("constant", 500, seed: 1), OneInTwoThousand);
        Assert.Equal(double.PositiveInfinity, threshold.Threshold);
        Assert.Equal(1, threshold.EpisodesPerObservation(5));
        double[] scores = Draws.Of("uniform", 100, seed: 15);
        for (int index = 0; index < 100; index++)
        {
            threshold.Observe(0.41 + (scores[index] / 100));
            threshold.Observe(0.4);
        }

        Assert.True(double.IsFinite(threshold.Threshold));
        Assert.Equal(EpisodeStep.Started, threshold.Observe(1_000));
    }

    [Fact]
    public void EpisodesPerObservation_AtTheThreshold_IsThePromiseWithATenthInReserve()
    {
        StreamingThreshold threshold = new(Draws.Of("exponential", 5_000, seed: 16), OneInTwoThousand);
        Assert.Equal(0.9 / 2_000.0, threshold.EpisodesPerObservation(threshold.Threshold), 1e-9);
        Assert.True(threshold.EpisodesPerObservation(threshold.InitialThreshold) > 1 / 2_000.0);
    }

    [Fact]
    public void Observe_BadInput_ThrowsAndLearnsNothing()
    {
        StreamingThreshold threshold = new(Draws.Of("normal", 2_000, seed: 17), OneInTwoThousand);
        Assert.Throws<ArgumentOutOfRangeException>(() => threshold.Observe(double.NaN));
        Assert.Equal(0, threshold.Observations);
        Assert.Throws<ArgumentException>(() => new StreamingThreshold([1, double.NaN], OneInTwoThousand));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new StreamingThreshold(Draws.Of("normal", 2_000, seed: 17), OneInTwoThousand with { Promise = new LongRunRate(1, 20) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingThreshold([1, 2], OneInTwoThousand with { PeaksMax = 9 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingThreshold([1, 2], OneInTwoThousand with { Promise = default }));
    }
}
