using System.Text.Json;
using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;
using Pipeline.Grains.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>What detection found, in the shape in which it leaves the grain.</summary>
public sealed class AnomalyReportsTests
{
    [Fact]
    public void Create_Anomaly_KeepsEverythingAndSurvivesJson()
    {
        AnomalyReport report = Repeat(AnomalyReports.Create(MadeUpAnomalies.Create("1f", 100_000)));
        Assert.Equal(("1f", "/cart", "anomaly", "fast", "Said."), (report.Id, report.Endpoint, report.Severity, report.Tier, report.Sentence));
        Assert.Equal((100_000L, 120_000L, 120_000L, null, null), (report.Since, report.Detected, report.Last, report.Ended, report.End));
        Assert.Equal((110_000L, 10_000L, 40.0, 12.0, double.MaxValue), (report.WindowStart, report.WindowMs, report.Score, report.Threshold, report.ScoreMax));
        Assert.Equal(Math.Exp(-40), report.PValue);
        Assert.Equal(["premium"], report.Segments);
        AnomalyCauseReport cause = report.Causes[0];
        Assert.Equal(("operation_calls", "json.dumps", "function", "calls/event"), (cause.Feature, cause.Operation, cause.Kind, cause.Unit));
        Assert.Equal((847.0, 3.0, 847 / 3.0, 900.0, 0.93, 55.0), (cause.Observed, cause.Expected, cause.Ratio, cause.ExtraMs, cause.Share, cause.Surprise));
        Assert.Equal(["00000000000000010000000000000002"], cause.TraceIds);
        cause = report.Causes[1];
        Assert.Equal(("duration_p95", null, null, null, "ms"), (cause.Feature, cause.Operation, cause.Kind, cause.Ratio, cause.Unit));
    }

    [Theory]
    [InlineData(AnomalyEnd.Recovered, "recovered")]
    [InlineData(AnomalyEnd.BecameUsual, "became_usual")]
    [InlineData(AnomalyEnd.MarkedNormal, "marked_normal")]
    public void Create_EndedAnomaly_SaysHow(AnomalyEnd end, string expected)
    {
        AnomalyReport report = AnomalyReports.Create(MadeUpAnomalies.Create("1f", 100_000, 500_000) with { End = end, Severity = AnomalySeverity.Notice });
        Assert.Equal((expected, 500_000L, "notice"), (report.End, report.Ended, report.Severity));
    }

    [Fact]
    public void Create_EveryFeature_HasAWordOfItsOwnAndAUnit()
    {
        FeatureReport[] reports = [.. Enum.GetValues<FeatureKind>().Select(kind => AnomalyReports.Create(Standing(new Feature(kind, "op"))))];
        Assert.Equal(reports.Length, reports.Select(report => report.Feature).Distinct().Count());
        Assert.All(reports, report => Assert.Matches("^[a-z0-9_]+$", report.Feature));
        Assert.All(reports, report => Assert.NotEmpty(report.Unit));
        Assert.All(reports, report => Assert.Equal(report.Feature.StartsWith("operation_", StringComparison.Ordinal), report.Operation is not null));
    }

    [Fact]
    public void Create_StandingOfWhichLittleIsKnown_HasNoExpectation()
    {
        FeatureReport report = AnomalyReports.Create(Standing(new Feature(FeatureKind.Rate)) with { Expected = null, ExpectedLow = double.NaN, ExpectedHigh = null });
        Assert.Equal((null, null, null), (report.Expected, report.Low, report.High));
        report = AnomalyReports.Create(Standing(new Feature(FeatureKind.Rate)));
        Assert.Equal((2.5, 1.0, 0.5, 1.5, 20.0), (report.Observed, report.Expected, report.Low, report.High, report.SampleSize));
        Assert.Equal((60_000L, 10_000L, 33L, 7.0), (report.WindowStart, report.WindowMs, report.LearntWindows, report.Surprise));
    }

    private static FeatureStanding Standing(Feature feature) => new(feature, 60_000, 10_000, 2.5, 20, 1, 0.5, 1.5, 7, 33);

    private static AnomalyReport Repeat(AnomalyReport report) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(report, ReportJsonContext.Default.AnomalyReport), ReportJsonContext.Default.AnomalyReport)!;
}
