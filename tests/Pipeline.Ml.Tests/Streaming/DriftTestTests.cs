using Pipeline.Ml.Data;
using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class DriftTestTests
{
    private const int ReferenceRows = 512;
    private const int RecentRows = 64;

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(1, 0.01)]
    [InlineData(5, 0.05)]
    [InlineData(5, 0.01)]
    public void PValue_IndependentRowsWithoutDrift_TriggersAtMostAtItsRate(int columnCount, double rate)
    {
        int trials = columnCount == 1 ? 2_000 : 1_000;
        var noise = new Noise(seed: 4_711);
        int triggers = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            var test = new DriftTest(new FeatureMatrix(noise.Rows(ReferenceRows, columnCount), columnCount));
            if (test.PValue(new FeatureMatrix(noise.Rows(RecentRows, columnCount), columnCount)) < rate)
                triggers++;
        }

        double error = Math.Sqrt(rate * (1 - rate) / trials);
        Assert.True(triggers <= trials * (rate + (4 * error)), $"{triggers} of {trials} triggered instead of {rate:P0}");
        Assert.True(triggers >= trials * rate / 3, $"{triggers} of {trials} triggered: the test is blind");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void PValue_RowsThatRememberWithoutDrift_TriggersAtMostAtItsRate(double memory)
    {
        const int trials = 2_000;
        const double rate = 0.02;
        var noise = new Noise(seed: 1_234);
        int triggers = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            float[] values = noise.Autoregressive(ReferenceRows + RecentRows, memory);
            var test = new DriftTest(new FeatureMatrix(values.AsMemory(0, ReferenceRows), 1));
            if (test.PValue(new FeatureMatrix(values.AsMemory(ReferenceRows), 1)) < rate)
                triggers++;
        }

        double error = Math.Sqrt(rate * (1 - rate) / trials);
        Assert.True(triggers <= trials * (rate + (4 * error)), $"{triggers} of {trials} triggered instead of {rate:P0}");
    }

    [Theory]
    [InlineData(0.999, 8)]
    [InlineData(0.9999, 8)]
    [InlineData(0.9999, 64)]
    public void PValue_BlockWorthLessThanARow_IsNoDrift(double memory, int recentRows)
    {
        const int referenceRows = 50_000;
        const int seed = 606;
        var noise = new Noise(seed);
        for (int trial = 0; trial < 20; trial++)
        {
            float[] values = noise.Autoregressive(referenceRows + recentRows, memory);
            var test = new DriftTest(new FeatureMatrix(values.AsMemory(0, referenceRows), 1));
            double next = test.PValue(new FeatureMatrix(values.AsMemory(referenceRows), 1));
            double ownMiddle = test.PValue(new FeatureMatrix(values.AsMemory(referenceRows / 2, recentRows), 1));

            Assert.True(Math.Min(next, ownMiddle) > 0.09, $"seed {seed}, trial {trial}: p of {next} and {ownMiddle}");
        }
    }

    [Fact]
    public void PValue_SameDistanceInRowsThatRememberLonger_IsNeverSmaller()
    {
        // Eight rows above all others; the longer rows remember, the fewer independent ones these eight are worth.
        double previous = 0;
        foreach (double memory in (double[])[0, 0.5, 0.9, 0.99, 0.999, 0.9999])
        {
            var test = new DriftTest(new FeatureMatrix(new Noise(seed: 8).Autoregressive(20_000, memory), 1));
            float[] recent = new float[8];
            Array.Fill(recent, 100f);
            double pValue = test.PValue(new FeatureMatrix(recent, 1));

            Assert.True(pValue >= previous, $"memory {memory}: {pValue} after {previous}");
            previous = pValue;
        }

        Assert.InRange(previous, 0.09, 1.0);
    }

    [Fact]
    public void PValue_OneOfTenColumnsShiftedByADeviation_IsSmall()
    {
        var noise = new Noise(seed: 5);
        var test = new DriftTest(new FeatureMatrix(noise.Rows(ReferenceRows, 10), 10));
        float[] recent = noise.Rows(RecentRows, 10);
        for (int row = 0; row < RecentRows; row++)
            recent[(row * 10) + 7] += 1f;

        Assert.InRange(test.PValue(new FeatureMatrix(recent, 10)), 0.0, 1e-3);
    }

    [Fact]
    public void PValue_ColumnGoesMissing_IsTiny()
    {
        var noise = new Noise(seed: 6);
        var test = new DriftTest(new FeatureMatrix(noise.Rows(ReferenceRows, 2), 2));
        float[] recent = noise.Rows(RecentRows, 2);
        for (int row = 0; row < RecentRows; row += 2)
            recent[(row * 2) + 1] = float.NaN;

        Assert.InRange(test.PValue(new FeatureMatrix(recent, 2)), 0.0, 1e-4);
    }

    [Fact]
    public void PValue_ConstantColumn_IsOneUntilItChanges()
    {
        float[] constant = new float[ReferenceRows];
        Array.Fill(constant, 3f);
        var test = new DriftTest(new FeatureMatrix(constant, 1));

        Assert.Equal(1.0, test.PValue(new FeatureMatrix(constant.AsMemory(0, RecentRows), 1)));

        float[] other = new float[RecentRows];
        Array.Fill(other, 4f);
        Assert.InRange(test.PValue(new FeatureMatrix(other, 1)), 0.0, 1e-9);
    }

    [Fact]
    public void Remember_AnotherReferenceOfFewerRows_IsAsANewTest()
    {
        var noise = new Noise(seed: 7);
        float[] recent = noise.Rows(RecentRows, 3);
        recent[5] = float.NaN;
        var reused = new DriftTest(3, ReferenceRows);
        foreach (int rowCount in (int[])[ReferenceRows, 100, 300])
        {
            var reference = new FeatureMatrix(noise.Rows(rowCount, 3, shift: 0.2), 3);
            reused.Remember(reference);

            Assert.Equal(new DriftTest(reference).PValue(new FeatureMatrix(recent, 3)), reused.PValue(new FeatureMatrix(recent, 3)));
        }
    }

    [Fact]
    public void Misuse_IsRefused()
    {
        var test = new DriftTest(new FeatureMatrix(new float[4], 2));

        Assert.Throws<ArgumentException>(() => new DriftTest(new FeatureMatrix(Array.Empty<float>(), 2)));
        Assert.Throws<ArgumentException>(() => test.PValue(new FeatureMatrix(new float[3], 3)));
        Assert.Throws<ArgumentException>(() => test.PValue(new FeatureMatrix(Array.Empty<float>(), 2)));
    }
}
