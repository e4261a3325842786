using Pipeline.Detection.Anomalies;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>Which anomalies a question is about, in which order.</summary>
public sealed class AnomalySelectionTests
{
    private static readonly AnomalyQuery All = new(long.MinValue, long.MaxValue, null, null, null, 100, null);

    private static readonly Anomaly[] Known =
    [
        MadeUpAnomalies.Create("a", 100, 300),
        MadeUpAnomalies.Create("c", 200, 400, segments: ["free"]),
        MadeUpAnomalies.Create("b", 200, 900, AnomalySeverity.Notice),
        MadeUpAnomalies.Create("d", 500, segments: ["free", "premium"]),
    ];

    [Fact]
    public void Select_Everything_IsNewestFirstThenByIdDownwards() => Assert.Equal(["d", "c", "b", "a"], Ids(All));

    [Fact]
    public void Select_Filters_AreEachObeyed()
    {
        Assert.Equal(["d", "b", "a"], Ids(All with { Segment = "premium" }));
        Assert.Equal([], Ids(All with { Segment = "gold" }));
        Assert.Equal(["d", "c", "a"], Ids(All with { Severity = "anomaly" }));
        Assert.Equal(["b"], Ids(All with { Severity = "notice" }));
        Assert.Equal(["d"], Ids(All with { IsOpen = true }));
        Assert.Equal(["c", "b", "a"], Ids(All with { IsOpen = false }));
        Assert.Equal(["d", "c", "b"], Ids(All with { FromUnixMs = 300 }));
        Assert.Equal(["d"], Ids(All with { FromUnixMs = 1_000_000 }));
        Assert.Equal(["a"], Ids(All with { ToUnixMs = 200 }));
        Assert.Equal([], Ids(All with { ToUnixMs = 100 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Select_PageByPage_HasEachOnce(int limit)
    {
        List<string> seen = [];
        AnomalyPosition? after = null;
        while (AnomalySelection.Select(Known, All with { Limit = limit, After = after }) is { Length: > 0 } page)
        {
            seen.AddRange(page.Select(anomaly => anomaly.Id));
            after = new AnomalyPosition(page[^1].Since, page[^1].Id);
        }

        Assert.Equal(["d", "c", "b", "a"], seen);
    }

    [Fact]
    public void Summarize_Anomalies_SaysWhenAndHowManyGoOn()
    {
        Assert.Null(AnomalySelection.Summarize([]));
        Assert.Equal(new AnomalyStatus(100, 500, 20_500, 1), AnomalySelection.Summarize(Known));
    }

    private static IEnumerable<string> Ids(AnomalyQuery query) => AnomalySelection.Select(Known, query).Select(static (AnomalyReport anomaly) => anomaly.Id);
}
