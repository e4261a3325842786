using Pipeline.Ml.Randomness;

namespace Pipeline.Ml.Tests.Randomness;

public sealed class SeededRandomTests
{
    // xoshiro256** from four outputs of SplitMix64, computed apart from this code.
    [Fact]
    public void Seed_NamesItsNumbersForGood()
    {
        SeededRandom random = new(0);
        Assert.Equal([11091344671253066420UL, 13793997310169335082UL, 1900383378846508768UL, 7684712102626143532UL], Enumerable.Range(0, 4).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Streams_DifferFromEachOtherAndFromTheSeedsOwn()
    {
        ulong[] first = [new SeededRandom(7).NextUInt64(), .. Enumerable.Range(-1, 1000).Select(stream => new SeededRandom(7, stream).NextUInt64())];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void NextInt32_IsEven()
    {
        SeededRandom random = new(8);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.NextInt32(7)]++;
        }

        // Six degrees of freedom: beyond 30 by chance once in 25,000 seeds.
        Assert.InRange(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000), 0, 30);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }

    [Fact]
    public void NextDouble_StaysBelowOne()
    {
        SeededRandom random = new(9);
        double[] numbers = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())];
        Assert.All(numbers, number => Assert.True(number is >= 0 and < 1));
        Assert.InRange(numbers.Average(), 0.49, 0.51);
    }
}
