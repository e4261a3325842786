using Pipeline.Ml.Evaluation.Charts;

namespace Pipeline.Ml.Evaluation.Tests.Charts;

public sealed class ScoreHistogramTests
{
    [Fact]
    public void Create_Labelled_CountsBothKindsApart()
    {
        ScoreHistogram histogram = new([0, 0.1, 0.5, 0.9, 1], [false, false, true, false, true], 2);
        Assert.Equal(0, histogram.Min);
        Assert.Equal(1, histogram.Max);
        Assert.Equal([2, 1], histogram.Others.ToArray());
        Assert.Equal([0, 2], histogram.Anomalies.ToArray());
    }

    [Fact]
    public void Create_Unlabelled_CountsAllAmongTheOthers()
    {
        ScoreHistogram histogram = new([3, 1, 2], [], 4);
        Assert.False(histogram.HasLabels);
        Assert.Equal(3, histogram.Others.ToArray().Sum());
        Assert.Equal(0, histogram.Anomalies.ToArray().Sum());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-250.0)]
    public void Create_EqualScores_HasAWidthAroundThem(double score)
    {
        ScoreHistogram histogram = new([score, score], [], 5);
        Assert.True(histogram.Min < score && score < histogram.Max);
        Assert.Equal(2, histogram.Others.ToArray().Sum());
    }

    [Fact]
    public void Create_NothingToCount_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ScoreHistogram([], [], 5));
        Assert.Throws<ArgumentException>(() => new ScoreHistogram([1, double.NaN], [], 5));
        Assert.Throws<ArgumentException>(() => new ScoreHistogram([1, double.PositiveInfinity], [], 5));
        Assert.Throws<ArgumentException>(() => new ScoreHistogram([1, 2], [true], 5));
    }
}
