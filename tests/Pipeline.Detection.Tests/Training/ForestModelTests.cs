using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests.Training;

public class ForestModelTests
{
    [Fact]
    public void Fit_SameRowsOnAnyThread_IsTheSameModel()
    {
        TrainingRows rows = Rows(1, 256);

        UInt128[] hashes = [.. Enumerable.Range(0, 4).AsParallel().Select(_ => ForestFitter.Instance.Fit(rows).Hash)];

        Assert.Single(hashes.Distinct());
        Assert.NotEqual(hashes[0], ForestFitter.Instance.Fit(rows with { Seed = rows.Seed + 1 }).Hash);
        Assert.NotEqual(hashes[0], ForestFitter.Instance.Fit(Rows(2, 256)).Hash);
    }

    [Fact]
    public void Judge_Windows_AllocatesNothing()
    {
        ForestModel model = ForestFitter.Instance.Fit(Rows(4, 256));
        ForestInput[] inputs = new LongWindows(5).Next();
        model.Surprise(inputs);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int window = 0; window < 100; window++)
            model.Surprise(inputs);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void Seed_OfAnotherStreamSegmentOrWindow_IsAnother()
    {
        ulong[] seeds =
        [
            ForestSeed.Of("/a", "bc", 1), ForestSeed.Of("/ab", "c", 1), ForestSeed.Of("/a", "bd", 1), ForestSeed.Of("/a", "bc", 2),
        ];

        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        // Part of what a model is derived from: it must stay as it is.
        Assert.Equal(656_930_134_285_827_677UL, ForestSeed.Of("/orders", "eu-west", 29_000_000));
    }

    internal static TrainingRows Rows(long seed, int count)
    {
        RowTable table = new(LongWindows.WidthMs);
        LongWindows windows = new(seed);
        for (int row = 0; row < count; row++)
            table.Add(windows.Next());
        return table.ToTrainingRows((ulong)seed)!;
    }
}
