using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Tests.Judging;

/// <summary>What is raised, of what, when it ends, and what is left alone.</summary>
public sealed class JudgingTests
{
    private static readonly Action<EventRecord, Random> s_explode = (record, _) => SetCalls(record, "json.dumps", 847, 0.3);

    [Fact]
    public void Observe_UsualTraffic_RaisesNothing()
    {
        MadeTraffic traffic = new();

        traffic.Pass(720);

        Assert.Empty(traffic.Endpoint.Detection.Anomalies);
    }

    [Fact]
    public void Observe_CallsExplode_NamesThemFirstWithinTwoWindows()
    {
        MadeTraffic traffic = new();
        traffic.Pass(480);
        long began = traffic.NowUnixMs;

        // The third window's events let the watermark pass the second.
        traffic.Pass(3, s_explode);

        Anomaly anomaly = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        AnomalyCause first = anomaly.Causes[0];
        Assert.Equal((AnomalySeverity.Anomaly, AnomalyTier.Fast), (anomaly.Severity, anomaly.Tier));
        Assert.Equal(new Feature(FeatureKind.OperationCalls, "json.dumps"), first.Feature);
        Assert.Equal((847, 3.0), (first.Observed, Math.Round(first.Expected, 1)));
        Assert.InRange(first.Share, 0.95, 1);
        Assert.Equal(began, anomaly.SinceUnixMs);
        Assert.Equal(["free", "premium"], anomaly.Segments.Order());
        Assert.True(anomaly.IsEverySegment);
        Assert.Contains("`json.dumps` 847 calls per event, normally 3 calls per event", anomaly.Sentence, StringComparison.Ordinal);
        Assert.Null(anomaly.EndedUnixMs);
    }

    [Fact]
    public void Observe_OneSegmentOnly_SaysWhich()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);

        traffic.Pass(4, (record, _) => SetCalls(record, "json.dumps", record.Segment == "free" ? 9 : 3, 1));

        Anomaly anomaly = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal(["free"], anomaly.Segments);
        Assert.False(anomaly.IsEverySegment);
        Assert.Contains(", free only, ", anomaly.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(480)]
    public void Observe_OneOddWindow_RaisesNothing(int usualWindows)
    {
        MadeTraffic traffic = new();
        traffic.Pass(usualWindows);

        traffic.Pass(1, s_explode);
        traffic.Pass(60);

        Assert.Empty(traffic.Endpoint.Detection.Anomalies);
    }

    [Fact]
    public void Observe_UsualAgain_EndsWhereItStoppedDeviating()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);
        traffic.Pass(20, s_explode);
        long over = traffic.NowUnixMs;

        traffic.Pass(30);

        Anomaly anomaly = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal(AnomalyEnd.Recovered, anomaly.End);
        Assert.InRange(anomaly.EndedUnixMs!.Value, over, over + (3 * MadeTraffic.WindowMs));
    }

    [Fact]
    public void Observe_LongIncident_IsNotLearnt()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);
        traffic.Pass(180, s_explode);
        traffic.Pass(30);

        traffic.Pass(4, s_explode);

        Assert.Equal(2, traffic.Endpoint.Detection.Anomalies.Count);
    }

    [Fact]
    public void Observe_ShiftThatStays_BecomesUsual()
    {
        MadeTraffic traffic = new(options: DetectionOptions.Default with { ShiftBecomesUsualMs = 20 * 60_000 });
        traffic.Pass(120);

        traffic.Pass(150, (record, _) => SetCalls(record, "json.dumps", 6, 1));

        Anomaly anomaly = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal(AnomalyEnd.BecameUsual, anomaly.End);
        traffic.Pass(60, (record, _) => SetCalls(record, "json.dumps", 6, 1));
        Assert.Single(traffic.Endpoint.Detection.Anomalies);
    }

    [Fact]
    public void Observe_ErrorsOfADependency_NamesItFirst()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120, (record, _) => SetErrors(record, 0));

        traffic.Pass(4, (record, random) => SetErrors(record, random.Next(4) == 0 ? 1 : 0));

        AnomalyCause first = Assert.Single(traffic.Endpoint.Detection.Anomalies).Causes[0];
        Assert.Equal(new Feature(FeatureKind.OperationErrors, "postgres", OperationKind.Dependency), first.Feature);
        Assert.True(first.ExtraFailures > 1);
    }

    [Fact]
    public void Observe_TenTimesTheTraffic_IsANoticeOnly()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);

        traffic.EventsPerWindow = 400;
        traffic.Pass(20);

        Anomaly notice = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal((AnomalySeverity.Notice, FeatureKind.Rate), (notice.Severity, notice.Causes[0].Feature.Kind));
    }

    [Fact]
    public void Observe_NewOperationCalledOnce_IsANoticeOnly()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);

        traffic.Pass(20, (record, _) => record.Operations.Add(new OperationUsage("flags.read", OperationKind.Function, CallsMilli: 1_000, TimeNs: 1_000)));

        Anomaly notice = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal(AnomalySeverity.Notice, notice.Severity);
        Assert.True(notice.Causes[0].IsNew);
    }

    [Fact]
    public void Observe_Silence_RaisesOnceAndRecovers()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);
        long last = traffic.NowUnixMs;

        traffic.Wait(60);

        Anomaly anomaly = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal((FeatureKind.Rate, 0.0), (anomaly.Causes[0].Feature.Kind, anomaly.Causes[0].Observed));
        Assert.InRange(anomaly.LastUnixMs - last, 0, 4 * MadeTraffic.WindowMs);
        Assert.False(traffic.Endpoint.Detection.WouldNoticeSilence(traffic.NowUnixMs + 3_600_000));
        traffic.Pass(30);
        Assert.Equal(AnomalyEnd.Recovered, traffic.Endpoint.Detection.Anomalies[0].End);
        Assert.Single(traffic.Endpoint.Detection.Anomalies);
    }

    [Fact]
    public void Observe_HistoryLoadedLater_IsNotMissedAtItsEnd()
    {
        MonitoredEndpoint endpoint = new("/recommend");
        MadeTraffic traffic = new() { Endpoint = endpoint };
        traffic.Pass(120);
        traffic.Pass(1);
        long yearLater = traffic.NowUnixMs + (365L * 24 * 3_600_000);
        // The last batch arrives a year after its events.
        Pipeline.Protocol.Wire.SectionWriter writer = new("/recommend");
        writer.Add(new EventRecord { Endpoint = "/recommend", TimeUnixMs = traffic.NowUnixMs, Segment = "free", DurationNs = 20_000_000 });
        endpoint.Apply(new EntryHeader(EntryKind.Section, yearLater), writer.ToArray());

        Assert.False(endpoint.Detection.AwaitsSilence);
        Assert.False(endpoint.Detection.WouldNoticeSilence(yearLater + 3_600_000));
    }

    [Fact]
    public void MarkedNormal_SameAgain_RaisesNothing()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);
        traffic.Pass(30, (record, _) => SetCalls(record, "json.dumps", 6, 1));
        string id = Assert.Single(traffic.Endpoint.Detection.Anomalies).Id;

        traffic.Apply(new EntryHeader(EntryKind.MarkedNormal, traffic.NowUnixMs), MarkedNormalCodec.Write(id));
        traffic.Pass(30);
        traffic.Pass(30, (record, _) => SetCalls(record, "json.dumps", 6, 1));

        Anomaly anomaly = Assert.Single(traffic.Endpoint.Detection.Anomalies);
        Assert.Equal(AnomalyEnd.MarkedNormal, anomaly.End);
    }

    [Fact]
    public void Options_Disabled_JudgesNothing()
    {
        MadeTraffic traffic = new(options: DetectionOptions.Default with { IsEnabled = false });

        traffic.Pass(120);
        traffic.Pass(10, s_explode);

        Assert.Empty(traffic.Endpoint.Detection.Anomalies);
        Assert.Empty(traffic.Endpoint.Detection.StandingsOf("free"));
    }

    [Fact]
    public void Standings_AfterUsualWindows_TellWhatIsUsual()
    {
        MadeTraffic traffic = new();

        traffic.Pass(120);

        FeatureStanding calls = traffic.Endpoint.Detection.StandingsOf("free").Single(standing => standing.Feature is { Kind: FeatureKind.OperationCalls, Operation: "json.dumps" });
        Assert.Equal(3, calls.Observed);
        Assert.InRange(calls.Expected!.Value, 2.99, 3.01);
        Assert.True(calls.ExpectedLow < 3 && calls.ExpectedHigh > 3);
    }

    internal static void SetCalls(EventRecord record, string operation, int calls, double msPerCall)
    {
        int index = record.Operations.FindIndex(usage => usage.Name == operation);
        OperationUsage before = record.Operations[index];
        long time = (long)(calls * msPerCall * 1e6);
        record.Operations[index] = before with { CallsMilli = calls * 1_000L, TimeNs = time };
        record.DurationNs += time - before.TimeNs;
    }

    private static void SetErrors(EventRecord record, long errors)
    {
        int index = record.Operations.FindIndex(usage => usage.Name == "postgres");
        record.Operations[index] = record.Operations[index] with { Errors = errors };
        if (errors > 0)
            record.Outcome = Outcome.Error;
    }
}
