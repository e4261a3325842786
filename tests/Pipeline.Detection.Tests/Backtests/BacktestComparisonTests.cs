using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Backtests;

namespace Pipeline.Detection.Tests.Backtests;

public sealed class BacktestComparisonTests
{
    [Fact]
    public void Of_NothingOnOneSide_LeavesTheOther()
    {
        Anomaly one = Create("a", 0, 100);
        Assert.Equal((0, 1, 0), Counts([one], []));
        Assert.Equal((0, 0, 1), Counts([], [one]));
        Assert.Equal((0, 0, 0), Counts([], []));
    }

    [Theory]
    [InlineData(50, "json.dumps", "premium", true)]
    [InlineData(50, "json.dumps", "free", true)]
    [InlineData(50, "redis", "premium", true)]
    [InlineData(50, "redis", "free", false)]
    [InlineData(99, "json.dumps", "premium", true)]
    [InlineData(100, "json.dumps", "premium", false)]
    public void Of_OverlapWithSameCauseOrSegment_IsOneIncident(long since, string operation, string segment, bool isSame) =>
        Assert.Equal(
            isSame ? (1, 0, 0) : (0, 1, 1),
            Counts([Create("a", 0, 100)], [Create("b", since, since + 100, operation, segment)]));

    [Fact]
    public void Of_SeveralThatOverlap_PairsTheSameCauseThenTheLongest()
    {
        Anomaly fired = Create("a", 0, 100);
        Anomaly otherCause = Create("b", 0, 100, "redis");
        Anomaly shortOverlap = Create("c", 90, 200);
        Anomaly longOverlap = Create("d", 20, 90);
        BacktestComparison comparison = BacktestComparison.Of([fired], [otherCause, shortOverlap, longOverlap]);
        Assert.Equal(new BacktestPair(fired, longOverlap), Assert.Single(comparison.Matched));
        Assert.Equal([otherCause, shortOverlap], comparison.OnlyWould);
    }

    [Fact]
    public void Of_OneThatSpansTwo_IsInOnePairOnly() =>
        Assert.Equal((1, 1, 0), Counts([Create("a", 0, 100), Create("b", 110, 200)], [Create("c", 0, 200)]));

    [Fact]
    public void Of_AnyOrder_GivesTheSame()
    {
        Anomaly[] fired = [Create("a", 0, 100), Create("b", 50, 150), Create("c", 300, 400)];
        Anomaly[] would = [Create("d", 40, 120), Create("e", 90, 160), Create("f", 500, 600)];
        BacktestComparison forwards = BacktestComparison.Of(fired, would);
        BacktestComparison backwards = BacktestComparison.Of(fired.Reverse(), would.Reverse());
        Assert.Equal(forwards.Matched, backwards.Matched);
        Assert.Equal(forwards.OnlyFired, backwards.OnlyFired);
        Assert.Equal(forwards.OnlyWould, backwards.OnlyWould);
        Assert.Equal(2, forwards.Matched.Count);
    }

    private static (int Matched, int OnlyFired, int OnlyWould) Counts(Anomaly[] fired, Anomaly[] would)
    {
        BacktestComparison comparison = BacktestComparison.Of(fired, would);
        return (comparison.Matched.Count, comparison.OnlyFired.Count, comparison.OnlyWould.Count);
    }

    private static Anomaly Create(string id, long since, long last, string operation = "json.dumps", string segment = "premium") => new()
    {
        Id = id,
        Endpoint = "/recommend",
        Severity = AnomalySeverity.Anomaly,
        Tier = AnomalyTier.Fast,
        Segments = [segment],
        IsEverySegment = false,
        SinceUnixMs = since,
        WindowStartUnixMs = since,
        WindowWidthMs = 10,
        LastUnixMs = last,
        Score = 20,
        Threshold = 10,
        ScoreMax = 20,
        Causes = [new AnomalyCause(new Feature(FeatureKind.OperationCalls, operation), segment, 847, 3, 20)],
        Sentence = id,
    };
}
