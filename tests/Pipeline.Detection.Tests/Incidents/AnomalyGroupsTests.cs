using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Incidents;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Tests.Incidents;

public sealed class AnomalyGroupsTests
{
    private const long WidthMs = 10_000;

    private static readonly CallGraph Graph = new(
        ["web", "cart", "stock", "alone"],
        [("web", "cart"), ("web", "stock"), ("cart", "stock"), ("web", "json.dumps"), ("alone", "alone")]);

    [Fact]
    public void Of_CallerAndCalleeInOneWindow_IsOneGroup()
    {
        IReadOnlyList<AnomalyGroup> groups = AnomalyGroups.Of([Create("web", 0), Create("cart", 0)], Graph);

        AnomalyGroup group = Assert.Single(groups);
        Assert.Equal(["cart", "web"], group.Anomalies.Select(static anomaly => anomaly.Endpoint));
        Assert.Equal(WidthMs, group.RaisedUnixMs);
    }

    [Fact]
    public void Of_EndpointsWithACommonCaller_IsOneGroup()
    {
        CallGraph graph = new(["web", "left", "right"], [("web", "left"), ("web", "right")]);

        Assert.Single(AnomalyGroups.Of([Create("left", 0), Create("right", WidthMs)], graph));
    }

    [Fact]
    public void Of_UnconnectedEndpoints_AreGroupsOfTheirOwn() =>
        Assert.Equal(2, AnomalyGroups.Of([Create("web", 0), Create("alone", 0)], Graph).Count);

    [Fact]
    public void Of_ConnectedButTwoWindowsLater_IsAnotherGroup()
    {
        IReadOnlyList<AnomalyGroup> groups = AnomalyGroups.Of([Create("web", 0), Create("cart", 2 * WidthMs)], Graph);

        Assert.Equal(["web", "cart"], groups.Select(static group => Assert.Single(group.Anomalies).Endpoint));
    }

    [Fact]
    public void Of_Notices_AreLeftOut() =>
        Assert.Empty(AnomalyGroups.Of([Create("web", 0) with { Severity = AnomalySeverity.Notice }], Graph));

    [Fact]
    public void Of_AnyOrder_GivesTheSameGroups()
    {
        Anomaly[] anomalies = [Create("web", 0), Create("alone", 0), Create("stock", WidthMs), Create("cart", 2 * WidthMs)];

        string forth = Describe(AnomalyGroups.Of(anomalies, Graph));
        string back = Describe(AnomalyGroups.Of(anomalies.Reverse(), Graph));

        Assert.Equal("alone; web stock; cart", forth);
        Assert.Equal(forth, back);
    }

    [Fact]
    public void Of_LaterMember_DoesNotChangeWhatWasSaidFirst()
    {
        AnomalyGroup group = Assert.Single(AnomalyGroups.Of(
            [
                Create("web", 0, OfCalls(FeatureKind.DurationMean, extraMs: 10)),
                Create("stock", WidthMs, OfCalls(FeatureKind.ErrorShare, extraFailures: 5)),
            ],
            Graph));

        Assert.Equal("web", group.FirstCauses[0].Name);
        Assert.Equal("stock", group.Causes[0].Name);
    }

    [Fact]
    public void Causes_SlowEdgeToAnAnomalousEndpoint_GivesWayToItsOwn()
    {
        AnomalyGroup group = Assert.Single(AnomalyGroups.Of(
            [
                Create("web", 0, OfOperation(FeatureKind.OperationTime, "cart", extraMs: 900), OfCalls(FeatureKind.DurationMean, extraMs: 1_000)),
                Create("cart", 0, OfCalls(FeatureKind.DurationMean, extraMs: 800)),
            ],
            Graph));

        Assert.Equal(["cart", "web"], group.Causes.Select(static cause => cause.Name));
        Assert.Equal("cart", group.Causes[0].Endpoint);
        Assert.True(group.Causes[1].IsExplainedDeeper);
    }

    [Fact]
    public void Causes_EdgeThatIsCalledMoreOften_RemainsTheCallers()
    {
        AnomalyGroup group = Assert.Single(AnomalyGroups.Of(
            [
                Create("web", 0, OfOperation(FeatureKind.OperationCalls, "cart", extraMs: 900)),
                Create("cart", 0, OfCalls(FeatureKind.DurationMean, extraMs: 100)),
            ],
            Graph));

        Assert.Equal("web", group.Causes[0].Endpoint);
        Assert.Equal("cart", group.Causes[0].Name);
    }

    [Fact]
    public void Causes_EdgeToAnEndpointThatIsNot_IsNamedByTheOperation()
    {
        AnomalyGroup group = Assert.Single(AnomalyGroups.Of([Create("web", 0, OfOperation(FeatureKind.OperationTime, "cart", extraMs: 9))], Graph));

        Assert.Equal("cart", Assert.Single(group.Causes).Name);
    }

    [Fact]
    public void Causes_ThroughAnEndpointBetween_IsExplainedDeeper()
    {
        CallGraph graph = new(["web", "cart", "stock"], [("web", "cart"), ("cart", "stock"), ("web", "x")]);

        Assert.True(graph.Reaches("web", new HashSet<string> { "stock" }));
        Assert.False(graph.Reaches("stock", new HashSet<string> { "web" }));
    }

    [Fact]
    public void Causes_FailuresTimeAndSurprise_AreRankedInThisOrder()
    {
        AnomalyGroup group = Assert.Single(AnomalyGroups.Of(
            [
                Create("stock", 0, OfOperation(FeatureKind.DbQueries, "", surprise: 500), OfOperation(FeatureKind.OperationTime, "slow", extraMs: 10)),
                Create("cart", 0, OfOperation(FeatureKind.OperationErrors, "failing", extraFailures: 1), OfOperation(FeatureKind.OperationTime, "slower", extraMs: 20)),
            ],
            Graph));

        Assert.Equal(["failing", "slower", "slow", "stock"], group.Causes.Select(static cause => cause.Name));
    }

    [Fact]
    public void Reaches_Circle_Ends() =>
        Assert.False(new CallGraph(["a", "b"], [("a", "b"), ("b", "a")]).Reaches("a", new HashSet<string> { "c" }));

    private static string Describe(IReadOnlyList<AnomalyGroup> groups) =>
        string.Join("; ", groups.Select(static group => string.Join(' ', group.Anomalies.Select(static anomaly => anomaly.Endpoint))));

    private static AnomalyCause OfCalls(FeatureKind kind, double extraFailures = 0, double extraMs = 0) =>
        new(new Feature(kind), "default", 2, 1, 20) { ExtraFailures = extraFailures, ExtraMs = extraMs };

    private static AnomalyCause OfOperation(FeatureKind kind, string operation, double extraFailures = 0, double extraMs = 0, double surprise = 20) =>
        new(new Feature(kind, operation, OperationKind.Dependency), "default", 2, 1, surprise) { ExtraFailures = extraFailures, ExtraMs = extraMs };

    private static Anomaly Create(string endpoint, long startUnixMs, params IReadOnlyList<AnomalyCause> causes) => new()
    {
        Id = $"{endpoint}@{startUnixMs}",
        Endpoint = endpoint,
        Severity = AnomalySeverity.Anomaly,
        Tier = AnomalyTier.Fast,
        Segments = ["default"],
        IsEverySegment = true,
        SinceUnixMs = startUnixMs,
        WindowStartUnixMs = startUnixMs,
        WindowWidthMs = WidthMs,
        LastUnixMs = startUnixMs + WidthMs,
        Score = 20,
        Threshold = 15,
        Causes = causes.Count > 0 ? causes : [OfCalls(FeatureKind.DurationMean, extraMs: 1)],
        ScoreMax = 20,
        Sentence = "",
    };
}
