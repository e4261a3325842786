using Pipeline.Ml.Evaluation.Nab;
using static Pipeline.Ml.Evaluation.Tests.Nab.Corpora;

namespace Pipeline.Ml.Evaluation.Tests.Nab;

public class NabScorerTests
{
    /// <summary>2 / (1 + e^-5) - 1, the worth of a window's left edge before it is scaled to 1.</summary>
    private const double LeftEdge = 0.98661429815143;

    [Fact]
    public void Score_FirstRowOfEachWindow_Is100()
    {
        ScoredSeries[] corpus = [Alarmed(200, [Window(50, 59), Window(100, 119)], 50, 100), Alarmed(200, [Window(150, 160)], 150)];

        NabResult result = NabScorer.Score(corpus, NabProfile.Standard);

        Assert.Equal(100.0, result.Score, 10);
        Assert.Equal(1.0, result.Threshold);
        Assert.Equal(3, result.Series.Sum(s => s.FoundCount));
    }

    [Fact]
    public void Score_SameScoreForAll_IsAtLeastSilence()
    {
        NabResult result = NabScorer.Score([Alarmed(2_000, [Window(1_000, 1_005)])], NabProfile.Standard);

        Assert.Equal(0.0, result.Score, 10);
        Assert.Equal(double.PositiveInfinity, result.Threshold);
        Assert.Equal(0, result.Series[0].FalseAlarmCount);
    }

    [Theory]
    [InlineData(50, 1.0)]
    [InlineData(54, 0.917428680)]
    [InlineData(59, 0.248241550)]
    public void Score_OneAlarmInWindowOfTen_EarnsByHowEarly(int row, double worth)
    {
        NabResult result = NabScorer.Score([Alarmed(200, [Window(50, 59)], row)], NabProfile.Standard);

        Assert.Equal(worth, result.Series[0].Points, tolerance: 1e-6);
        Assert.Equal(100.0 * (worth + 1.0) / 2.0, result.Score, tolerance: 1e-4);
    }

    [Fact]
    public void Score_ManyAlarmsInWindow_CountsTheBestOnce()
    {
        NabResult many = NabScorer.Score([Alarmed(200, [Window(50, 59)], 52, 53, 54, 59)], NabProfile.Standard);
        NabResult one = NabScorer.Score([Alarmed(200, [Window(50, 59)], 52)], NabProfile.Standard);

        Assert.Equal(one.Score, many.Score, 12);
    }

    [Fact]
    public void Score_FalseAlarmFarFromWindows_CostsTheProfilesPrice()
    {
        NabResult result = NabScorer.Score([Alarmed(200, [Window(150, 159)], 40, 150)], NabProfile.Standard);

        Assert.Equal(1.0 - 0.11, result.Series[0].Points, 10);
        Assert.Equal(1, result.Series[0].FalseAlarmCount);
        Assert.Equal(100.0 * (2.0 - 0.11) / 2.0, result.Score, 10);
    }

    [Fact]
    public void Score_FalseAlarmRightBehindWindow_CostsByDistance()
    {
        // The window's edges are 9 rows apart, so 3 rows behind it is a third of a width: 2 / (1 + e^(5/3)) - 1 = -.68226.
        NabResult result = NabScorer.Score([Alarmed(200, [Window(50, 59)], 50, 62)], NabProfile.Standard);

        Assert.Equal(1.0 - (0.11 * 0.682260), result.Series[0].Points, 5);
    }

    [Fact]
    public void Score_MissedWindow_CostsMoreForThoseWhoSaySo()
    {
        ScoredSeries[] corpus = [Alarmed(200, [Window(50, 59), Window(100, 109)], 50)];

        Assert.Equal(0.0, NabScorer.Score(corpus, NabProfile.Standard).Series[0].Points, 10);
        Assert.Equal(-1.0, NabScorer.Score(corpus, NabProfile.LowFalseNegatives).Series[0].Points, 10);
    }

    [Fact]
    public void Score_AlarmsDuringProbation_CountNeitherWay()
    {
        NabResult result = NabScorer.Score([Alarmed(200, [Window(50, 59)], 0, 29, 50)], NabProfile.Standard);

        Assert.Equal(100.0, result.Score, 10);
    }

    [Theory]
    [InlineData(1_000, 150)]
    [InlineData(1_243, 186)]
    [InlineData(5_000, 750)]
    [InlineData(22_695, 750)]
    public void ProbationRowCount_OfSeries_IsAShareOfAtMost5000(int rowCount, int expected) =>
        Assert.Equal(expected, NabScorer.ProbationRowCount(rowCount));

    [Fact]
    public void Score_OneThresholdForAll_IsTheBestOfEveryOne()
    {
        const int seed = 20_731;
        var random = new Random(seed);
        ScoredSeries[] corpus = [.. Enumerable.Range(0, 3).Select(i => Noisy(random, i))];

        NabResult result = NabScorer.Score(corpus, NabProfile.Standard);

        double best = corpus.SelectMany(s => s.Scores).Distinct().Max(threshold => ScoreAt(corpus, threshold));
        Assert.True(Math.Abs(result.Score - Math.Max(0.0, best)) < 1e-9, $"seed {seed}: {result.Score} is not {best}");
    }

    [Fact]
    public void Score_OrderPreservingChangeOfScores_ChangesNothing()
    {
        var random = new Random(99);
        ScoredSeries series = Noisy(random, 1);
        ScoredSeries stretched = series with { Scores = [.. series.Scores.Select(s => Math.Exp(3 * s))] };

        Assert.Equal(NabScorer.Score([series], NabProfile.Standard).Score, NabScorer.Score([stretched], NabProfile.Standard).Score, 12);
    }

    [Fact]
    public void Score_NothingLabelled_Throws() =>
        Assert.Throws<ArgumentException>(() => NabScorer.Score([Alarmed(100, [])], NabProfile.Standard));

    [Fact]
    public void Score_WindowBesideTheRows_NamesTheSeries()
    {
        var e = Assert.Throws<ArgumentException>(() => NabScorer.Score([Alarmed(100, [Window(500, 510)])], NabProfile.Standard));

        Assert.Contains("made/up.csv", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Worth_OfPositions_IsTheScaledSigmoid()
    {
        Assert.Equal(LeftEdge, WindowPosition.Worth(-1.0), 10);
        Assert.Equal(0.0, WindowPosition.Worth(0.0), 12);
        Assert.Equal(-LeftEdge, WindowPosition.Worth(1.0), 10);
        Assert.Equal(-1.0, WindowPosition.Worth(3.1));
    }

    private static ScoredSeries Noisy(Random random, int number)
    {
        double[] scores = [.. Enumerable.Range(0, 300).Select(row => Math.Round(random.NextDouble() + (row is >= 100 and <= 103 ? 0.3 : 0.0), 2))];
        return new ScoredSeries(Series($"made/{number}.csv", new double[300]), [Window(100, 129), Window(200, 229)], scores);
    }

    /// <summary>The score with scores cut to alarm or none at a threshold; a threshold of 1 is then the only one that is not
    /// silence.</summary>
    private static double ScoreAt(ScoredSeries[] corpus, double threshold)
    {
        IEnumerable<ScoredSeries> cut = corpus.Select(s => s with { Scores = [.. s.Scores.Select(x => x >= threshold ? 1.0 : 0.0)] });
        return NabScorer.Score([.. cut], NabProfile.Standard).Score;
    }
}
