using Pipeline.Ml.Evaluation.Metrics;

namespace Pipeline.Ml.Evaluation.Tests.Metrics;

public sealed class SampleStatisticsTests
{
    /// <summary>By hand: mean 5, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32 over 7.</summary>
    [Fact]
    public void StandardDeviation_Sample_DividesByOneLess()
    {
        double[] values = [2, 4, 4, 4, 5, 5, 7, 9];
        Assert.Equal(5, SampleStatistics.Mean(values), 12);
        Assert.Equal(Math.Sqrt(32 / 7.0), SampleStatistics.StandardDeviation(values), 12);
    }

    [Fact]
    public void StandardDeviation_OneValue_IsZero() => Assert.Equal(0, SampleStatistics.StandardDeviation([3]));

    [Fact]
    public void Median_OddAndEven_IsTheMiddle()
    {
        Assert.Equal(2, SampleStatistics.Median([9, 1, 2]));
        Assert.Equal(3, SampleStatistics.Median([4, 1, 2, 9]));
    }

    [Fact]
    public void Figures_OfNothing_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => SampleStatistics.Mean([]));
        Assert.Throws<ArgumentException>(() => SampleStatistics.Median([]));
    }
}
