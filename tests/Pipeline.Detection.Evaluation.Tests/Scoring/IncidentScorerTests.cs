using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Evaluation.Planting;
using Pipeline.Detection.Evaluation.Scoring;
using Pipeline.Detection.Evaluation.Traffic;

namespace Pipeline.Detection.Evaluation.Tests.Scoring;

public sealed class IncidentScorerTests
{
    private const long Width = HandMade.WidthMs;
    private const long Start = (100 * Width) + 4_000;
    private const long End = Start + (30 * Width);

    [Fact]
    public void Score_AlarmInTheIncident_IsDetectedAfterSoManyClosedWindows()
    {
        IncidentScore score = Score(HandMade.RaisedAt(103 * Width));

        Assert.True(score.IsDetected);
        Assert.Equal(2, score.DelayWindows);
        Assert.Empty(score.FalseAlarms);
    }

    [Fact]
    public void Score_SecondAlarmInTheIncident_IsRepeated()
    {
        IncidentScore score = Score(HandMade.RaisedAt(110 * Width), HandMade.RaisedAt(103 * Width));

        Assert.Equal(103 * Width, score.FirstAlarm!.RaisedUnixMs);
        Assert.Equal(1, score.RepeatedAlarms);
        Assert.Empty(score.FalseAlarms);
    }

    [Fact]
    public void Score_AlarmJustBefore_IsFalseAndCountedAsPreIncident()
    {
        IncidentScore score = Score(HandMade.RaisedAt(100 * Width));

        Assert.False(score.IsDetected);
        Assert.Single(score.FalseAlarms);
        Assert.Equal(1, score.PreIncidentAlarms);
    }

    [Fact]
    public void Score_AlarmLongBefore_IsFalseOnly()
    {
        IncidentScore score = Score(HandMade.RaisedAt(50 * Width));

        Assert.Single(score.FalseAlarms);
        Assert.Equal(0, score.PreIncidentAlarms);
    }

    [Theory]
    [InlineData(2, true, 0, 0)]
    [InlineData(3, false, 1, 0)]
    [InlineData(4, false, 0, 1)]
    public void Score_AlarmAfterTheEnd_IsJudgedByItsDistance(int windowsAfter, bool isDetected, int repeated, int isFalse)
    {
        IncidentScore score = Score(HandMade.RaisedAt(End - 4_000 + (windowsAfter * Width)));

        Assert.Equal((isDetected, repeated, isFalse), (score.IsDetected, score.RepeatedAlarms, score.FalseAlarms.Count));
    }

    [Fact]
    public void Score_WiderWindowAfterTheEnd_IsJudgedByItsOwnWidth()
    {
        RaisedAnomaly alarm = HandMade.RaisedAt(End + (8 * Width));
        RaisedAnomaly wide = alarm with { Anomaly = alarm.Anomaly with { WindowStartUnixMs = End + (2 * Width), WindowWidthMs = 6 * Width } };

        Assert.True(Score(wide).IsDetected);
        Assert.False(Score(alarm).IsDetected);
    }

    [Fact]
    public void Score_Notice_CountsForNothing()
    {
        RaisedAnomaly alarm = HandMade.RaisedAt(103 * Width);
        RaisedAnomaly notice = alarm with { Anomaly = alarm.Anomaly with { Severity = AnomalySeverity.Notice } };

        IncidentScore score = Score(notice);

        Assert.False(score.IsDetected);
        Assert.Empty(score.FalseAlarms);
    }

    [Theory]
    [InlineData("slow", 1)]
    [InlineData("other", 2)]
    [InlineData("absent", 0)]
    public void Score_Causes_AreRankedByTheirPlace(string operation, int rank)
    {
        RaisedAnomaly alarm = HandMade.RaisedAt(103 * Width, HandMade.CauseOf(FeatureKind.OperationTime, "slow"), HandMade.CauseOf(FeatureKind.OperationCalls, "other"));
        PlantedChange change = new(new Disturbance(), operation, cause => cause.Feature.Operation == operation);

        IncidentScore score = IncidentScorer.Score(new ScoredIncident(new DependencySlowdown(), 2, Start, End, change), "e", [alarm], Width, 1);

        Assert.Equal(rank, score.CauseRank);
    }

    [Fact]
    public void Score_TrafficThatMustRaiseNothing_AllIsFalse()
    {
        PlantedChange change = new(new Disturbance(), "", static _ => true);

        IncidentScore score = IncidentScorer.Score(new ScoredIncident(new TrafficSurge(), 2, Start, End, change), "e", [HandMade.RaisedAt(103 * Width)], Width, 1);

        Assert.False(score.IsDetected);
        Assert.Single(score.FalseAlarms);
    }

    private static IncidentScore Score(params RaisedAnomaly[] raised) => IncidentScorer.Score(
        new ScoredIncident(new DependencySlowdown(), 2, Start, End, new PlantedChange(new Disturbance(), "x", static _ => true)), "e", raised, Width, 1);
}
