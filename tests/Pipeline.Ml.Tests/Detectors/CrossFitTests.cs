using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;

namespace Pipeline.Ml.Tests.Detectors;

public sealed class CrossFitTests
{
    [Theory]
    [InlineData(RowOrder.Independent)]
    [InlineData(RowOrder.TimeSeries)]
    public void OneExplodedCountInItsOwnTable_IsTheTopRowWithItsCause(RowOrder order)
    {
        FeatureMatrix data = AnomalyDetectorTests.CallCounts(3000, 71).With((row, column, value) => row == 1234 && column == 0 ? 847 : value);
        CrossFit fit = CrossFit.Run(data, new AnomalyDetectorOptions { Order = order });
        double[] scores = fit.Scores.ToArray();
        int top = Array.IndexOf(scores, scores.Max());
        Explanation explanation = fit.Explain(top);

        Assert.Equal(1234, top);
        Assert.Equal(scores[top], explanation.Judgement.Score);
        Assert.Equal((0, 847f, 3d, Deviation.Above), (explanation.Causes[0].Column, explanation.Causes[0].Observed, explanation.Causes[0].Expected, explanation.Causes[0].Deviation));
        Assert.True(explanation.Judgement.PValue < 1e-6);
    }

    // An incident is many rows with the same cause: they must not vouch for each other.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void SeveralExplodedCountsInTheirOwnTable_AreTheTopRows(int culpritCount)
    {
        int step = 5000 / culpritCount;
        FeatureMatrix data = AnomalyDetectorTests.CallCounts(5000, 73).With((row, column, value) => row % step == 7 && column == 0 ? 847 : value);
        CrossFit fit = CrossFit.Run(data, new AnomalyDetectorOptions());
        double[] scores = fit.Scores.ToArray();
        int[] top = [.. Enumerable.Range(0, 5000).OrderByDescending(row => scores[row]).Take(culpritCount)];

        Assert.All(top, row => Assert.Equal(7, row % step));
        Assert.All(top, row => Assert.True(fit.Explain(row).Judgement.PValue < 1e-6));
    }

    [Fact]
    public void ConstantTable_IsUsualWhateverItsSize()
    {
        for (int rowCount = 1; rowCount <= 320; rowCount += rowCount < 20 ? 1 : 15)
        {
            FeatureMatrix data = new(Enumerable.Repeat(2f, 2 * rowCount).ToArray(), 2);
            CrossFit fit = CrossFit.Run(data, new AnomalyDetectorOptions());
            Assert.All(fit.Scores.ToArray(), score => Assert.Equal(1, AnomalyDetector.PValueOf(score)));
        }
    }

    [Fact]
    public void Progress_RisesToOne()
    {
        List<double> told = [];
        CrossFit.Run(AnomalyDetectorTests.CallCounts(100, 72), new AnomalyDetectorOptions { FoldCount = 4 }, default, new Immediate(told));
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1.0], told);
    }

    private sealed class Immediate(List<double> told) : IProgress<double>
    {
        public void Report(double value) => told.Add(value);
    }
}
