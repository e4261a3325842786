using Pipeline.Ml.Evaluation.Metrics;

namespace Pipeline.Ml.Evaluation.Tests.Metrics;

public sealed class RankingQualityTests
{
    /// <summary>By hand: of 4 pairs 3 are won; average precision 1/2 * 1 + 1/2 * 2/3. scikit-learn's documentation has the same example.</summary>
    [Fact]
    public void Measure_FourScores_IsAsByHand()
    {
        RankingQuality quality = RankingQuality.Measure([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);
        Assert.Equal(0.75, quality.RocAuc, 12);
        Assert.Equal(0.5 + (0.5 * 2 / 3), quality.AveragePrecision, 12);
    }

    [Fact]
    public void Measure_PerfectOrder_IsOne() =>
        Assert.Equal(new RankingQuality(1, 1), RankingQuality.Measure([3, 1, 2], [true, false, false]));

    [Fact]
    public void Measure_ReversedOrder_IsZeroAndTheShareAtTheEnd() =>
        Assert.Equal(new RankingQuality(0, 0.25), RankingQuality.Measure([0, 1, 2, 3], [true, false, false, false]));

    /// <summary>One step to everything: half of the pairs, and precision is the share of anomalies.</summary>
    [Fact]
    public void Measure_AllTied_IsChance() =>
        Assert.Equal(new RankingQuality(0.5, 0.25), RankingQuality.Measure([7, 7, 7, 7], [false, true, false, false]));

    /// <summary>By hand: thresholds 2 (one of one), 1 (two of three), 0 (two of four); a tie of an anomaly and a normal row.</summary>
    [Fact]
    public void Measure_Tie_CountsAsOneStep()
    {
        RankingQuality quality = RankingQuality.Measure([2, 1, 1, 0], [true, true, false, false]);
        Assert.Equal((1 + 1 + 0.5 + 1) / 4, quality.RocAuc, 12);
        Assert.Equal((0.5 * 1) + (0.5 * 2 / 3), quality.AveragePrecision, 12);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 10)]
    [InlineData(3, 1_000)]
    public void Measure_RandomWithTies_EqualsBruteForce(int seed, int levels)
    {
        Random random = new(seed);
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Next(levels))];
        bool[] labels = [.. scores.Select(score => random.NextDouble() < 0.1 + (0.5 * score / levels))];
        RankingQuality quality = RankingQuality.Measure(scores, labels);
        Assert.Equal(AucByPairs(scores, labels), quality.RocAuc, 10);
        Assert.Equal(PrecisionByThresholds(scores, labels), quality.AveragePrecision, 10);
    }

    [Fact]
    public void Measure_OneClass_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => RankingQuality.Measure([1, 2], [false, false]));
        Assert.Throws<ArgumentException>(() => RankingQuality.Measure([1, 2], [true, true]));
        Assert.Throws<ArgumentException>(() => RankingQuality.Measure([1, 2], [true]));
        Assert.Throws<ArgumentException>(() => RankingQuality.Measure([1, double.NaN], [true, false]));
    }

    private static double AucByPairs(double[] scores, bool[] labels)
    {
        double won = 0;
        double pairs = 0;
        for (int anomaly = 0; anomaly < scores.Length; anomaly++)
        {
            for (int normal = 0; normal < scores.Length; normal++)
            {
                if (!labels[anomaly] || labels[normal])
                    continue;
                pairs++;
                won += scores[anomaly] > scores[normal] ? 1 : scores[anomaly] == scores[normal] ? 0.5 : 0;
            }
        }

        return won / pairs;
    }

    private static double PrecisionByThresholds(double[] scores, bool[] labels)
    {
        double sum = 0;
        double recall = 0;
        double anomalies = labels.Count(static label => label);
        foreach (double threshold in scores.Distinct().OrderDescending())
        {
            double found = scores.Zip(labels).Count(row => row.First >= threshold && row.Second);
            double flagged = scores.Count(score => score >= threshold);
            sum += ((found / anomalies) - recall) * (found / flagged);
            recall = found / anomalies;
        }

        return sum;
    }
}
