using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class GeneralizedParetoTests
{
    [Theory]
    [InlineData(-1, 2)]
    [InlineData(-0.3, 1)]
    [InlineData(0, 3)]
    [InlineData(1e-12, 3)]
    [InlineData(0.5, 1e-6)]
    public void Excess_AnySurvival_IsTheInverseOfSurvival(double shape, double scale)
    {
        GeneralizedPareto tail = new(shape, scale);
        foreach (double survival in new[] { 1, 0.9, 0.5, 0.1, 1e-3, 1e-6 })
            Assert.Equal(survival, tail.Survival(tail.Excess(survival)), survival * 1e-9);
    }

    [Fact]
    public void Survival_NegativeShape_EndsAtScaleOverShape()
    {
        GeneralizedPareto tail = new(-0.5, 1);
        Assert.True(tail.Survival(1.999) > 0);
        Assert.Equal(0, tail.Survival(2));
        Assert.Equal(1, tail.Survival(0));
        Assert.Equal(double.NegativeInfinity, tail.LogLikelihood([2.5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tail.Excess(0));
    }

    [Theory]
    [InlineData(-0.3)]
    [InlineData(0)]
    [InlineData(0.4)]
    public void LogLikelihood_OneExcess_IsTheLogarithmOfTheSlopeOfSurvival(double shape)
    {
        GeneralizedPareto tail = new(shape, 1.5);
        double density = (tail.Survival(0.7) - tail.Survival(0.7 + 1e-6)) / 1e-6;
        Assert.Equal(Math.Log(density), tail.LogLikelihood([0.7 + 5e-7]), 1e-6);
    }
}
