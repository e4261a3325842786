using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Evaluation.Recorded;
using Pipeline.Detection.Incidents;

namespace Pipeline.Detection.Evaluation.Tests.Recorded;

public sealed class RecordedScoreTests
{
    private const long Width = 300_000;

    private static readonly IncidentLabel[] Labels =
    [
        new(100 * Width, 104 * Width, "web", "latency", "cart"),
        new(105 * Width, 109 * Width, "web", "latency", "stock"),
        new(200 * Width, 204 * Width, "web", "latency", "cart"),
    ];

    [Fact]
    public void Score_FirstGroupInTheLabel_IsJudgedByItsNames()
    {
        RecordedScore score = Score(Raised(102, 101, "cart"), Raised(104, 103, "stock"), Raised(106, 105, "cart", "stock"));

        Assert.Equal((2, 1, 2), (score.Detected, score.CauseFirst, score.CauseInThree));
        Assert.Equal(1, score.RepeatedAlarms);
        Assert.Equal(1.5, score.MedianDelayWindows);
    }

    [Fact]
    public void Score_WindowBeforeTheLabel_IsPreIncident()
    {
        RecordedScore score = Score(Raised(199, 198, "cart"), Raised(200, 199, "cart"), Raised(198, 197, "cart"));

        Assert.Equal((0, 2, 1), (score.Detected, score.PreIncidentAlarms, score.FalseEpisodes));
    }

    [Fact]
    public void Score_BegunInTheLabelBefore_IsItsTail()
    {
        RecordedScore score = Score(Raised(105, 103, "cart"));

        Assert.Equal((1, 0, 0, 0), (score.TailAlarms, score.PreIncidentAlarms, score.FalseEpisodes, score.Detected));
    }

    [Fact]
    public void Score_InTheGapBetweenLabels_IsPreIncident() => Assert.Equal(1, Score(Raised(105, 104, "cart")).PreIncidentAlarms);

    [Fact]
    public void Score_DuringTheWarmup_IsCountedApart()
    {
        RecordedScore score = Score(Raised(48, 47, "cart"), Raised(49, 48, "cart"));

        Assert.Equal((1, 1), (score.WarmupAlarms, score.FalseEpisodes));
    }

    [Fact]
    public void Score_Constant_IsTheMostFrequentCauses()
    {
        RecordedScore score = Score();

        Assert.Equal((2, 3), (score.ConstantFirst, score.ConstantInThree));
        Assert.True(double.IsNaN(score.MedianDelayWindows));
    }

    private static RecordedScore Score(params AnomalyGroup[] groups) => new(Labels, groups, Width, judgedFromUnixMs: 48 * Width);

    /// <param name="end">Number of the window after which it is raised.</param>
    /// <param name="since">Number of its first window.</param>
    /// <param name="names">Its causes.</param>
    private static AnomalyGroup Raised(long end, long since, params string[] names)
    {
        AnomalyCause cause = HandMade.CauseOf(FeatureKind.DurationMean);
        GroupCause[] causes = [.. names.Select(name => new GroupCause(name, name, cause, IsExplainedDeeper: false))];
        return new AnomalyGroup
        {
            Anomalies = [HandMade.RaisedAt(end * Width).Anomaly],
            RaisedUnixMs = end * Width,
            SinceUnixMs = since * Width,
            FirstCauses = causes,
            Causes = causes,
        };
    }
}
