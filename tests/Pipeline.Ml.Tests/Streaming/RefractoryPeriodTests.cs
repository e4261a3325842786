using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class RefractoryPeriodTests
{
    [Fact]
    public void Filter_SmallerWithinThePeriod_IsSilenced()
    {
        var refractory = new RefractoryPeriod(3);

        Assert.Equal([5.0, 0.0, 0.0, 0.0, 5.0], new double[] { 5, 4, 5, 5, 5 }.Select(refractory.Filter));
    }

    [Fact]
    public void Filter_LargerWithinThePeriod_PassesAndExtendsTheSilence()
    {
        var refractory = new RefractoryPeriod(2);

        Assert.Equal([5.0, 6.0, 0.0, 0.0, 5.0], new double[] { 5, 6, 5, 5, 5 }.Select(refractory.Filter));
    }

    [Fact]
    public void Filter_NoPeriod_PassesAll()
    {
        var refractory = new RefractoryPeriod(0);

        Assert.Equal([2.0, 1.0, 1.0], new double[] { 2, 1, 1 }.Select(refractory.Filter));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public void Filter_RandomScores_AgreesWithLookingBackAtAllThatPassed(int length)
    {
        const int seed = 31;
        var random = new Random(seed);
        var refractory = new RefractoryPeriod(length);
        var passed = new List<double>();
        for (int row = 0; row < 2_000; row++)
        {
            double score = random.Next(10);
            double most = passed.Skip(row - Math.Min(row, length)).DefaultIfEmpty().Max();
            double expected = score > most ? score : 0.0;
            double actual = refractory.Filter(score);

            Assert.True(expected.Equals(actual), $"seed {seed}, row {row}: {actual} instead of {expected}");
            passed.Add(actual);
        }
    }

    [Fact]
    public void Misuse_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RefractoryPeriod(-1));
        Assert.Throws<ArgumentException>(() => new RefractoryPeriod(3).Filter(double.NaN));
        Assert.Throws<ArgumentException>(() => new RefractoryPeriod(3).Filter(-1));
    }
}
