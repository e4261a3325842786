using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class ContaminationThresholdTests
{
    // Counts as scikit-learn 1.2.1 flags them with contamination on distinct scores: ceil(contamination (n - 1)).
    [Theory]
    [InlineData(1, 0.1, 0)]
    [InlineData(2, 0.1, 1)]
    [InlineData(10, 0.1, 1)]
    [InlineData(11, 0.1, 1)]
    [InlineData(12, 0.1, 2)]
    [InlineData(100, 0.1, 10)]
    [InlineData(101, 0.07, 7)]
    [InlineData(1_000, 0.5, 500)]
    [InlineData(1_000, 0.001, 1)]
    public void Of_DistinctScores_FlagsAsManyAsScikitLearn(int count, double contamination, int flagged)
    {
        double[] scores = [.. Enumerable.Range(0, count).Select(index => (index * 7_919 % 10_007) / 10_007.0)];
        double threshold = ContaminationThreshold.Of(scores, contamination);
        Assert.Equal(flagged, scores.Count(score => score >= threshold));
    }

    [Theory]
    [InlineData("discrete", 0.02)]
    [InlineData("discrete", 0.1)]
    [InlineData("discrete", 0.5)]
    [InlineData("constant", 0.5)]
    public void Of_Ties_NeverFlagsMoreThanTheShareAndIsLowest(string shape, double contamination)
    {
        double[] scores = Draws.Of(shape, 500, seed: 3);
        double threshold = ContaminationThreshold.Of(scores, contamination);

        Assert.InRange(scores.Count(score => score >= threshold), 0, contamination * scores.Length);
        double next = scores.Where(score => score < threshold).Max();
        Assert.True(scores.Count(score => score >= next) > contamination * (scores.Length - 1));
    }

    [Fact]
    public void Of_AllEqual_FlagsNone() => Assert.True(ContaminationThreshold.Of(Draws.Of("constant", 50, seed: 1), 0.1) > 0.4);

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(0.51)]
    [InlineData(double.NaN)]
    public void Of_ContaminationOutsideRange_Throws(double contamination) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ContaminationThreshold.Of([1, 2], contamination));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Of_ScoreNotFinite_NamesItsPosition(double score)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ContaminationThreshold.Of([1, 2, score, 4], 0.1));
        Assert.Contains("Score 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoScores_Throws() => Assert.Throws<ArgumentException>(() => ContaminationThreshold.Of([], 0.1));
}
