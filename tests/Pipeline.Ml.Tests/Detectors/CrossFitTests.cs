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
