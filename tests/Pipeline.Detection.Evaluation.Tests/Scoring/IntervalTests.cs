using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Detection.Evaluation.Tests.Scoring;

public sealed class IntervalTests
{
    [Theory]
    [InlineData(95, 100, 0.8882, 0.9785)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    public void OfShare_KnownCases_AreWilsons(long hits, long trials, double lower, double upper)
    {
        Interval interval = Interval.OfShare(hits, trials);

        Assert.Equal(hits / (double)trials, interval.Value);
        Assert.Equal(lower, interval.Lower, 4);
        Assert.Equal(upper, interval.Upper, 4);
    }

    [Fact]
    public void OfShare_OfNothing_IsUndefinedAndWide() => Assert.Equal(new Interval(double.NaN, 0, 1), Interval.OfShare(0, 0));

    // Garwood's exact limits.
    [Theory]
    [InlineData(0, 0, 3.689)]
    [InlineData(5, 1.623, 11.668)]
    [InlineData(100, 81.36, 121.63)]
    public void OfCount_KnownCases_AreCloseToTheExactLimits(long count, double lower, double upper)
    {
        Interval interval = Interval.OfCount(count);

        Assert.InRange(interval.Lower, lower - 0.05, lower + 0.05);
        Assert.InRange(interval.Upper, upper - 0.05, upper + 0.05);
    }
}
