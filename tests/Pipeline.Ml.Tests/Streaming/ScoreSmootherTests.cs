using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class ScoreSmootherTests
{
    [Fact]
    public void Smooth_Sequence_IsTheMeanOfTheLastFew()
    {
        var smoother = new ScoreSmoother(3);

        Assert.Equal([1.0, 1.5, 2.0, 3.0, 4.0], new double[] { 1, 2, 3, 4, 5 }.Select(smoother.Smooth));
    }

    [Fact]
    public void Smooth_AfterAHugeScore_HasNoRestOfIt()
    {
        var smoother = new ScoreSmoother(2);
        smoother.Smooth(1e300);
        smoother.Smooth(1.0);

        Assert.Equal(0.75, smoother.Smooth(0.5));
    }

    [Fact]
    public void Misuse_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScoreSmoother(0));
        Assert.Throws<ArgumentException>(() => new ScoreSmoother(3).Smooth(double.NaN));
    }
}
