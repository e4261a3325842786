using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests.Training;

/// <summary>What a model takes of memory: by itself, since it is told from all that the process has.</summary>
[Collection(nameof(ForestMemoryTests))]
[CollectionDefinition(nameof(ForestMemoryTests), DisableParallelization = true)]
public class ForestMemoryTests
{
    [Fact]
    public void Fit_AModelOfFullSize_TakesAtMostSixtyKilobytes()
    {
        const int models = 64;
        TrainingRows rows = ForestModelTests.Rows(3, RowTable.RowsMax);
        ForestModel[] kept = new ForestModel[models];
        kept[0] = ForestFitter.Instance.Fit(rows);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int model = 0; model < models; model++)
            kept[model] = ForestFitter.Instance.Fit(rows);

        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / models;
        GC.KeepAlive(kept);
        Assert.InRange(each, 10_000, 60_000);
    }
}
