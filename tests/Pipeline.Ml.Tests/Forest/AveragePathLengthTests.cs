using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Tests.Forest;

public sealed class AveragePathLengthTests
{
    // 2 H(n - 1) - 2 (n - 1) / n with exact harmonic numbers.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 5.0 / 3)]
    [InlineData(4, 13.0 / 6)]
    [InlineData(256, 10.248689925634562)]
    public void KnownCounts(int count, double expected) => Assert.Equal(expected, AveragePathLength.Of(count), 12);

    [Fact]
    public void SumAndApproximation_MeetWithoutAStep()
    {
        double exactStep = AveragePathLength.Of(1024) - AveragePathLength.Of(1023);
        Assert.Equal(exactStep, AveragePathLength.Of(1025) - AveragePathLength.Of(1024), 5);
    }
}
