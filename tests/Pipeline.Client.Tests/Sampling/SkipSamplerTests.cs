using Pipeline.Client.Sampling;

namespace Pipeline.Client.Tests.Sampling;

public class SkipSamplerTests
{
    private const int RunCount = 2_000;

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(0.001, 5_000)]
    [InlineData(0.01, 1_000)]
    [InlineData(0.05, 200)]
    [InlineData(0.5, 50)]
    [InlineData(1, 50)]
    public void Next_ManySeconds_KeepsEachCallWithItsProbability(double p, int callCount)
    {
        int[] kept = new int[callCount + 1];
        for (int run = 1; run <= RunCount; run++)
        {
            SkipSampler sampler = Begin(run, p);
            for (int call = 1; call <= callCount; call++)
            {
                if (!Take(ref sampler, out double probability))
                    continue;
                Assert.Equal(Math.Max(p, 1.0 / call), probability);
                kept[call]++;
            }
        }

        Assert.Equal(RunCount, kept[1]);
        // In groups of a tenth, within five standard errors.
        for (int first = 2; first <= callCount; first += callCount / 10)
        {
            int last = Math.Min(first + (callCount / 10), callCount + 1);
            double[] probabilities = [.. Enumerable.Range(first, last - first).Select(call => Math.Max(p, 1.0 / call))];
            double expected = RunCount * probabilities.Sum();
            double deviation = Math.Sqrt(RunCount * probabilities.Sum(probability => probability * (1 - probability)));
            Assert.InRange(kept[first..last].Sum(), expected - (5 * deviation) - 0.5, expected + (5 * deviation) + 0.5);
        }
    }

    [Theory]
    [InlineData(0, 300, 1_000_000)]
    [InlineData(0.01, 3_000, 1_000_000)]
    [InlineData(0.2, 500, 20)]
    [InlineData(1, 300, 10)]
    public void Next_SumOfWeights_IsAnUnbiasedEstimateOfTheCalls(double p, int callCount, int keptMax)
    {
        double sum = 0;
        double squares = 0;
        for (int run = 1; run <= RunCount; run++)
        {
            double estimate = 0;
            SkipSampler sampler = Begin(run, p, keptMax);
            for (int call = 1; call <= callCount; call++)
            {
                if (Take(ref sampler, out double probability))
                    estimate += 1 / probability;
            }

            sum += estimate;
            squares += estimate * estimate;
        }

        double mean = sum / RunCount;
        double standardError = Math.Sqrt(((squares / RunCount) - (mean * mean)) / RunCount);
        Assert.InRange(mean, callCount - (4.5 * standardError) - 1e-6, callCount + (4.5 * standardError) + 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(1)]
    public void Next_WithoutTheFloor_KeepsEachCallByProbabilityAlone(double p)
    {
        const int CallCount = 200;
        int kept = 0;
        for (int run = 1; run <= RunCount; run++)
        {
            SkipSampler sampler = new((ulong)run * 0x9E3779B97F4A7C15);
            sampler.Begin(p, long.MaxValue, hasFloor: false);
            for (int call = 1; call <= CallCount; call++)
            {
                if (!Take(ref sampler, out double probability))
                    continue;
                Assert.Equal(p, probability);
                kept++;
            }
        }

        double expected = RunCount * CallCount * p;
        double deviation = Math.Sqrt(expected * (1 - p));
        Assert.InRange(kept, expected - (5 * deviation), expected + (5 * deviation));
    }

    [Fact]
    public void Next_BeyondTheUpperBound_KeepsOnlyWhatTheFloorKeeps()
    {
        int most = 0;
        for (int run = 1; run <= 200; run++)
        {
            SkipSampler sampler = Begin(run, p: 1, keptMax: 100);
            int kept = 0;
            for (int call = 1; call <= 100_000; call++)
                kept += Take(ref sampler, out _) ? 1 : 0;
            Assert.True(kept >= 100);
            most = Math.Max(most, kept);
        }

        // ln(100,000 / 100) is 6.9, and the count is about Poisson.
        Assert.InRange(most, 105, 135);
    }

    [Fact]
    public void Begin_EachSecond_KeepsItsFirstCall()
    {
        SkipSampler sampler = new(7);
        for (int second = 0; second < 1_000; second++)
        {
            sampler.Begin(0, 100);
            Assert.True(Take(ref sampler, out double probability));
            Assert.Equal(1, probability);
        }
    }

    private static SkipSampler Begin(int seed, double p, long keptMax = long.MaxValue)
    {
        SkipSampler sampler = new((ulong)seed * 0x9E3779B97F4A7C15);
        sampler.Begin(p, keptMax);
        return sampler;
    }

    private static bool Take(ref SkipSampler sampler, out double probability)
    {
        bool kept = sampler.Next();
        probability = sampler.KeptProbability;
        if (kept)
            sampler.Advance();
        return kept;
    }
}
