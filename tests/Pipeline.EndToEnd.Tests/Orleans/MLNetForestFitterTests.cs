using Pipeline.Core.Features;
using Pipeline.Detection.Training;
using Pipeline.Ml.Randomness;
using Pipeline.Silo.Hosting;

namespace Pipeline.EndToEnd.Tests.Orleans;

public class MLNetForestFitterTests
{
    [Theory]
    [InlineData(1, 128, 28)]
    [InlineData(2, 256, 5)]
    [InlineData(3, 40, 1)]
    public void Fit_SameRows_GivesTheForestOfTheDirectFitterBitForBit(int seed, int rowCount, int columnCount)
    {
        TrainingRows rows = Rows(seed, rowCount, columnCount);
        MLNetForestFitter fitter = new();

        ForestModel model = fitter.Fit(rows);

        Assert.Equal(ForestFitter.Instance.Fit(rows).Hash, model.Hash);
        Assert.Equal(model.Hash, fitter.Fit(rows).Hash);
        Assert.NotEqual(model.Hash, fitter.Fit(rows with { Seed = rows.Seed + 1 }).Hash);
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => new MLNetForestFitter().Fit(Rows(4, 128, 5), cancelled.Token));
    }

    // One value in twenty is missing.
    private static TrainingRows Rows(int seed, int rowCount, int columnCount)
    {
        SeededRandom random = new(seed);
        short[] values = new short[rowCount * columnCount];
        foreach (ref short value in values.AsSpan())
            value = random.NextInt32(20) == 0 ? short.MinValue : (short)(random.NextInt32(100) - random.NextInt32(100));
        Feature[] columns = [.. Enumerable.Range(0, columnCount).Select(column => new Feature(FeatureKind.OperationCalls, $"operation-{column}"))];
        return new TrainingRows(columns, values, unchecked((ulong)seed * 0x9E3779B97F4A7C15));
    }
}
