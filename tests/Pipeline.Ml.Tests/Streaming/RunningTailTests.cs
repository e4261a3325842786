using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class RunningTailTests
{
    [Fact]
    public void UpperSurprise_WithinTheSeen_IsTheRank()
    {
        RunningTail tail = Of(capacity: 10, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        Assert.Equal(Math.Log(10.0 / 2), tail.UpperSurprise(9), 12);
        Assert.Equal(Math.Log(10.0 / 4), tail.UpperSurprise(7), 12);
        Assert.Equal(0.0, tail.UpperSurprise(0), 12);
        Assert.Equal(Math.Log(10.0 / 2), tail.LowerSurprise(1), 12);
    }

    [Fact]
    public void UpperSurprise_BeyondTheSeen_GrowsFromTheRankOfANewExtreme()
    {
        RunningTail tail = Of(capacity: 10, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        // Median 5, extreme 9: one more such distance lies at 13.
        Assert.Equal(Math.Log(10), tail.UpperSurprise(9.000001), 5);
        Assert.Equal(Math.Log(10) + (Math.Log(5) * Math.Log(2)), tail.UpperSurprise(13), 12);
        Assert.Equal(tail.UpperSurprise(13), tail.LowerSurprise(-3), 12);
    }

    [Fact]
    public void SignedSurprise_OfBothSides_SaysWhich()
    {
        RunningTail tail = Of(capacity: 100, [.. Enumerable.Range(0, 99).Select(i => (double)i)]);

        Assert.True(tail.SignedSurprise(500) > 4);
        Assert.True(tail.SignedSurprise(-500) < -4);
        Assert.Equal(0.0, tail.SignedSurprise(49), 1);
        Assert.Equal(0.0, tail.SignedSurprise(double.NaN));
    }

    [Fact]
    public void SignedSurprise_ChangeOfUnit_ChangesNothing()
    {
        var noise = new Noise(seed: 3);
        double[] values = [.. Enumerable.Range(0, 50).Select(_ => noise.Normal())];
        RunningTail one = Of(capacity: 64, values);
        RunningTail thousand = Of(capacity: 64, [.. values.Select(v => 1024 * v)]);

        foreach (double value in (double[])[-9, -1, 0.3, 2, 30])
            Assert.Equal(one.SignedSurprise(value), thousand.SignedSurprise(1024 * value), 9);
    }

    [Fact]
    public void UpperSurprise_NearlyConstant_FollowsTheLeastDistance()
    {
        double[] threes = [.. Enumerable.Repeat(3.0, 50)];
        var blunt = new RunningTail(64, leastDistance: 2.0, leastRelativeDistance: 0.0);
        foreach (double value in threes)
            blunt.Learn(value);

        RunningTail sharp = Of(capacity: 64, threes);
        double novel = Math.Log(51);
        Assert.InRange(blunt.UpperSurprise(4) - novel, 0.0, 1.5);
        Assert.InRange(blunt.UpperSurprise(847) - novel, 15.0, 25.0);
        Assert.InRange(sharp.UpperSurprise(4) - novel, 10.0, 15.0);
    }

    [Fact]
    public void UpperSurprise_NothingButZeros_IsFiniteForAnythingElse()
    {
        RunningTail tail = Of(capacity: 64, [.. new double[50]]);

        Assert.Equal(0.0, tail.SignedSurprise(0.0));
        Assert.InRange(tail.UpperSurprise(1e-12), Math.Log(51), 10.0);
        Assert.InRange(tail.UpperSurprise(1e12), Math.Log(51), 10.0);
    }

    [Fact]
    public void Learn_MoreThanFit_EqualsOneThatOnlySawTheRecent()
    {
        const int seed = 77;
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Next(20))];
        var all = new RunningTail(32);
        for (int i = 0; i < values.Length; i++)
        {
            all.Learn(values[i]);
            RunningTail recent = Of(32, values[Math.Max(0, i - 31)..(i + 1)]);

            Assert.Equal(recent.Count, all.Count);
            Assert.Equal(recent.Median, all.Median);
            foreach (double probe in (double[])[-5, 0, 7, 19, 40])
                Assert.True(recent.SignedSurprise(probe).Equals(all.SignedSurprise(probe)), $"seed {seed}, value {i}, probe {probe}");
        }
    }

    [Fact]
    public void Misuse_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunningTail(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunningTail(9, -1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunningTail(9, 0.0, -1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunningTail(9, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunningTail(9, 0.0, double.PositiveInfinity));
        RunningTail tail = Of(capacity: 9, 1.7e308, 1.7e308, -1.7e308);
        foreach (double infinite in (double[])[double.PositiveInfinity, double.NegativeInfinity])
        {
            Assert.Throws<ArgumentException>(() => tail.Learn(infinite));
            Assert.Throws<ArgumentException>(() => tail.UpperSurprise(infinite));
            Assert.Throws<ArgumentException>(() => tail.LowerSurprise(infinite));
            Assert.Throws<ArgumentException>(() => tail.SignedSurprise(infinite));
        }

        Assert.Equal(3, tail.Count);
    }

    [Fact]
    public void SignedSurprise_NumbersAtTheEndsOfTheRange_IsFiniteAndRises()
    {
        RunningTail wide = Of(capacity: 9, 1.7e308, 1.7e308, -1.7e308);
        Assert.InRange(wide.LowerSurprise(double.MinValue), Math.Log(4), 2.0);
        Assert.InRange(wide.UpperSurprise(double.MaxValue), Math.Log(4), 3.0);

        // The median is -1.7e308, the extreme 0: the distance to the largest number is once that between them.
        RunningTail low = Of(capacity: 9, -1.7e308, -1.7e308, 0);
        Assert.Equal(Math.Log(4) + (Math.Log(2) * Math.Log(2)), low.UpperSurprise(1.7e308), 12);

        RunningTail narrow = Of(capacity: 9, 0, 0, 1e-300);
        Assert.True(double.IsFinite(narrow.UpperSurprise(double.MaxValue)));
        Assert.True(narrow.UpperSurprise(double.MaxValue) > narrow.UpperSurprise(1e-200));
    }

    private static RunningTail Of(int capacity, params double[] values)
    {
        var tail = new RunningTail(capacity);
        foreach (double value in values)
            tail.Learn(value);

        return tail;
    }
}
