using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class ExtremalIndexTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    public void Estimate_MaximaOfNeighbours_IsOneOverTheirNumber(int seed, int neighbours)
    {
        // The maximum of m independent heavy-tailed numbers in a moving window has an extremal index of 1/m exactly.
        double[] heavy = Draws.Of("heavy", 100_000, seed);
        double[] scores = [.. Enumerable.Range(0, heavy.Length - neighbours).Select(start => heavy.AsSpan(start, neighbours).ToArray().Max())];
        int[] positions = Above(scores, share: 0.01);

        // 1,000 exceedances; three standard errors of the estimate are about 0.1.
        Assert.InRange(ExtremalIndex.Estimate(positions), (1.0 / neighbours) - 0.1, Math.Min(1, (1.0 / neighbours) + 0.1));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void RunLength_Autocorrelated_LeavesEpisodesThatComeAtRandom(int seed)
    {
        double[] scores = Draws.Autocorrelated(0.9, 400_000, seed);
        int[] positions = Above(scores, share: 0.01);
        int runLength = ExtremalIndex.RunLength(positions);
        EpisodeCounter counter = new(scores.Order().ElementAt((int)(0.99 * scores.Length)), runLength);
        List<double> starts = [];
        for (int position = 0; position < scores.Length; position++)
        {
            if (counter.Add(scores[position]) == EpisodeStep.Started)
                starts.Add(position);
        }

        // Times between random events have a deviation as large as their mean; between clustered exceedances it is far larger.
        Assert.InRange(Variation(starts), 0.85, 1.1);
        Assert.InRange(Variation([.. positions.Select(position => (double)position)]), 1.6, 10);
        Assert.InRange(runLength, 3, 30);
    }

    [Fact]
    public void Estimate_FewExceedances_IsOne()
    {
        Assert.Equal(1, ExtremalIndex.Estimate([]));
        Assert.Equal(1, ExtremalIndex.Estimate([5]));
        Assert.Equal(1, ExtremalIndex.Estimate([5, 6]));
        Assert.Equal(0, ExtremalIndex.RunLength([]));
    }

    [Fact]
    public void RunLength_TightClusters_IsWithinThem()
    {
        // Ten clusters of five neighbours, a thousand apart.
        int[] positions = [.. Enumerable.Range(0, 50).Select(index => (index / 5 * 1_000) + (index % 5))];
        Assert.Equal(1, ExtremalIndex.RunLength(positions));
    }

    [Fact]
    public void Estimate_OnlyNeighbours_IsPositive() => Assert.InRange(ExtremalIndex.Estimate([1, 2, 3, 4, 5, 6]), double.Epsilon, 1);

    [Fact]
    public void Estimate_PositionsDoNotAscend_Throws() => Assert.Throws<ArgumentException>(() => ExtremalIndex.Estimate([1, 5, 5, 9]));

    private static int[] Above(double[] scores, double share)
    {
        double level = scores.Order().ElementAt((int)((1 - share) * scores.Length));
        return [.. Enumerable.Range(0, scores.Length).Where(position => scores[position] > level)];
    }

    private static double Variation(List<double> times)
    {
        double[] gaps = [.. times.Zip(times.Skip(1)).Select(pair => pair.Second - pair.First)];
        double mean = gaps.Average();
        return Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean;
    }
}
