using Pipeline.EndToEnd.Tests.Alerts;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Segments;
using Pipeline.Silo.Query;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The segments of a cluster, of which each silo knows some.</summary>
public sealed class SegmentNamesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_OtherSiloAnswersOrNot_SaysWhetherNoneIsMissing(bool isComplete)
    {
        FakeSilos silos = new() { Segments = new Gathered<string>(["trial", "free"], isComplete) };
        Gathered<string> list = await new SegmentNames(new SegmentDirectory(), silos).ListAsync();
        Assert.Equal(["free", "trial"], list.Items);
        Assert.Equal(isComplete, list.IsComplete);
    }
}
