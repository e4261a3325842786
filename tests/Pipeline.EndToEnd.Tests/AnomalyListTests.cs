using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Query.Anomalies;

namespace Pipeline.EndToEnd.Tests;

/// <summary>How a page of anomalies is put together, continued, and which one lies beneath another.</summary>
public sealed class AnomalyListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_ManyEndpointsPageByPage_HasEachOnceNewestFirstThoughFewAreAsked(int seed)
    {
        Random random = new(seed);
        AnomalyReport[][] endpoints = [.. Enumerable.Range(0, 60).Select(endpoint => Enumerable.Range(0, random.Next(1, 9))
            .Select(number => Create($"e{endpoint}", $"{endpoint:d2}-{number}", random.Next(300)))
            .ToArray())];
        AnomalyPosition? after = null;
        List<AnomalyReport> seen = [];
        int askedForTheFirst = 0;
        do
        {
            AnomalyMerge merge = new(limit: 7);
            int asked = 0;
            foreach (AnomalyReport[] anomalies in endpoints.OrderByDescending(anomalies => anomalies.Max(anomaly => anomaly.Since)))
            {
                if (!merge.HasRoomFor(anomalies.Max(anomaly => anomaly.Since)))
                    break;
                asked++;
                merge.Add(anomalies.Where(anomaly => after is null || PositionOf(anomaly) > after).OrderBy(PositionOf).Take(merge.Limit));
            }

            askedForTheFirst = after is null ? asked : askedForTheFirst;
            seen.AddRange(merge.Page);
            after = merge.Next;
        }
        while (after is not null);

        Assert.Equal(endpoints.SelectMany(anomalies => anomalies).OrderBy(PositionOf).Select(anomaly => anomaly.Id), seen.Select(anomaly => anomaly.Id));
        Assert.InRange(askedForTheFirst, 1, 20);
    }

    [Fact]
    public void Merge_NothingOrExactlyAPage_HasNoNextOne()
    {
        AnomalyMerge merge = new(limit: 2);
        Assert.Equal((0, null), (merge.Page.Count, merge.Next));
        merge.Add([Create("a", "1", 5), Create("a", "2", 6)]);
        Assert.Equal((2, null), (merge.Page.Count, merge.Next));
        merge.Add([Create("b", "3", 4)]);
        Assert.Equal(new AnomalyPosition(5, "1"), merge.Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_800_000_000_000)]
    [InlineData(long.MaxValue)]
    public void Cursor_Position_IsReadBack(long since)
    {
        AnomalyPosition position = new(since, "0123456789abcdef");
        Assert.Equal(position, AnomalyCursor.Decode(AnomalyCursor.Encode(position)));
    }

    [Fact]
    public void Cursor_TruncatedOrChanged_IsRefused()
    {
        string cursor = AnomalyCursor.Encode(new AnomalyPosition(1_800_000_000_000, "0123456789abcdef"));
        for (int length = 0; length < cursor.Length; length++)
            Assert.Null(AnomalyCursor.Decode(cursor[..length]));
        for (int index = 0; index < cursor.Length - 1; index++)
            Assert.Null(AnomalyCursor.Decode(cursor[..index] + (cursor[index] == 'A' ? 'B' : 'A') + cursor[(index + 1)..]));
        Assert.Null(AnomalyCursor.Decode(new string('A', 10_000)));
    }

    [Fact]
    public void DeepestOf_ChainOfCalls_IsItsEnd()
    {
        Dictionary<string, AnomalyReport> known = new()
        {
            ["/price"] = Create("/price", "2", 100, "/tax"),
            ["/tax"] = Create("/tax", "3", 100, "postgres", "/front"),
        };
        Assert.Equal("3", DeepestOf(Create("/front", "1", 100, "json.dumps", "/price"), known)!.Id);
        Assert.Equal("3", DeepestOf(known["/price"], known)!.Id);
        Assert.Null(DeepestOf(known["/tax"], known));
    }

    [Fact]
    public void DeepestOf_CallersOfEachOther_Ends()
    {
        Dictionary<string, AnomalyReport> known = new()
        {
            ["/a"] = Create("/a", "1", 100, "/b"), ["/b"] = Create("/b", "2", 100, "/c"), ["/c"] = Create("/c", "3", 100, "/a", "/b"),
        };
        Assert.Equal("3", DeepestOf(known["/a"], known)!.Id);
    }

    [Fact]
    public void DeepestOf_EndedBeforeOrOnlyCalledMoreOften_IsNotFollowed()
    {
        AnomalyReport ended = Create("/price", "2", 50) with { Ended = 90, Last = 90 };
        Assert.Null(DeepestOf(Create("/front", "1", 100, "/price"), new() { ["/price"] = ended }));
        AnomalyReport oftener = Create("/front", "1", 100, "/price");
        oftener = oftener with { Causes = [oftener.Causes[0] with { Feature = "operation_calls" }] };
        Assert.Null(DeepestOf(oftener, new() { ["/price"] = Create("/price", "2", 100) }));
    }

    [Fact]
    public void DeepestOf_SeveralOverlap_IsTheOneThatBeganTogether()
    {
        AnomalyReport[] known = [Create("/price", "2", 10), Create("/price", "3", 95), Create("/price", "4", 300)];
        Assert.Equal("3", AnomalyChain.DeepestOf(Create("/front", "1", 100, "/price"), _ => known)!.Id);
    }

    private static AnomalyReport? DeepestOf(AnomalyReport first, Dictionary<string, AnomalyReport> known) =>
        AnomalyChain.DeepestOf(first, endpoint => known.TryGetValue(endpoint, out AnomalyReport? anomaly) ? [anomaly] : []);

    private static AnomalyPosition PositionOf(AnomalyReport anomaly) => new(anomaly.Since, anomaly.Id);

    private static AnomalyReport Create(string endpoint, string id, long since, params string[] slowOperations) => new(
        id, endpoint, "anomaly", "fast", ["s"], false, since, since + 10, since + 20, null, null, 40, 1e-17, 12, 41, since, 10,
        [.. slowOperations.Select(operation => new AnomalyCauseReport("operation_time", operation, "dependency", "s", 9, 1, 9, "ms/call", 0, 8, 1, 30, false, []))],
        [],
        "Said.");
}
