using Pipeline.Ml.Evaluation.FalseAlarms;

namespace Pipeline.Ml.Evaluation.Tests.FalseAlarms;

public sealed class CountIntervalTests
{
    // Garwood's 1936 table, 95 %.
    [Theory]
    [InlineData(0, 0, 3.689)]
    [InlineData(1, 0.0253, 5.572)]
    [InlineData(5, 1.623, 11.668)]
    [InlineData(10, 4.795, 18.390)]
    [InlineData(50, 37.111, 65.919)]
    [InlineData(10_000, 9_804.96, 10_197.96)]
    public void Of_OneCount_IsGarwoodsInterval(long count, double lower, double upper)
    {
        CountInterval interval = CountInterval.Of([count]);
        Assert.Equal(lower, interval.Lower, 0.001 + (count * 1e-5));
        Assert.Equal(upper, interval.Upper, 0.001 + (count * 1e-5));
        Assert.Equal(1, interval.Dispersion);
    }

    [Fact]
    public void Of_CountsThatDifferMoreThanByChance_IsWider()
    {
        CountInterval even = CountInterval.Of([10, 10, 10, 10]);
        CountInterval uneven = CountInterval.Of([0, 0, 0, 40]);
        Assert.Equal(even.Mean, uneven.Mean);
        Assert.Equal(1, even.Dispersion);
        Assert.Equal(40, uneven.Dispersion);
        Assert.True(uneven.Lower < even.Lower / 3);
        Assert.True(uneven.Upper > even.Upper * 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_RatesThatDiffer_CoversTheirMean(int seed)
    {
        // Rates are exponential with mean 3, so counts are geometric: a negative binomial with a dispersion of 4.
        Random random = new(seed);
        int covered = 0;
        for (int repetition = 0; repetition < 400; repetition++)
        {
            long[] counts = new long[60];
            for (int index = 0; index < counts.Length; index++)
                counts[index] = (long)Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(0.75));
            CountInterval interval = CountInterval.Of(counts);
            covered += interval.Lower <= 3 && interval.Upper >= 3 ? 1 : 0;
        }

        // 95 % of 400 is 380, with a standard deviation of 4.4.
        Assert.InRange(covered, 360, 400);
    }

    [Fact]
    public void Of_NoCounts_Throws() => Assert.Throws<ArgumentException>(() => CountInterval.Of([]));
}
