using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Tests.Backtests;

namespace Pipeline.Detection.Tests.Anomalies;

public sealed class CauseRankingTests
{
    [Fact]
    public void Rank_EveryEventCallsFarMoreOften_SaysHowOftenOnAverage()
    {
        Anomaly anomaly = Find(new RecordedStream().Calls(600).Calls(60, premiumCalls: 847));

        AnomalyCause cause = anomaly.Causes[0];
        Assert.Equal((FeatureKind.OperationCalls, "json.dumps"), (cause.Feature.Kind, cause.Feature.Operation));
        Assert.Equal(847, cause.Observed, 3);
        Assert.InRange(cause.Expected, 2.9, 3.1);
        Assert.Contains("`json.dumps` 847 calls per event, normally 3 calls per event (282 times as much)", anomaly.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(anomaly.Causes, static other => other.Feature.Kind == FeatureKind.OperationCallsTail);
    }

    [Fact]
    public void Sentence_CallsOfAnOperationExplainNoTime_NamesThemWithTheirNumbers()
    {
        Feature calls = new(FeatureKind.OperationCalls, "json.dumps");
        AnomalyCause[] causes =
        [
            new(new Feature(FeatureKind.Cpu), "premium", 3_190, 78.5, 196) { Share = 0.4 },
            new(calls, "premium", 847, 3, 541),
        ];

        Assert.Equal(
            "`/recommend`, premium only, since 2026-03-02 08:08 UTC: CPU time 3.19 s per event, normally 78.5 ms per event (40.6 times as much); 40 % of the added time; "
                + "also `json.dumps` 847 calls per event, normally 3 calls per event (282 times as much); compare a slow call with a usual one.",
            AnomalySentence.Of("/recommend", ["premium"], isEverySegment: false, 1_772_438_880_000, causes));
    }

    [Fact]
    public void Sentence_MoreOfTheSameOperation_ComesBeforeWhatIsSecond()
    {
        Feature time = new(FeatureKind.OperationTime, "json.dumps");
        AnomalyCause[] causes =
        [
            new(time, "premium", 9.26, 1.5, 58),
            new(new Feature(FeatureKind.Cpu), "premium", 3_190, 78.5, 194),
            new(time with { Kind = FeatureKind.OperationCalls }, "premium", 847, 3, 447),
        ];

        string sentence = AnomalySentence.Of("/recommend", ["premium"], isEverySegment: false, 1_772_438_880_000, causes);

        Assert.Contains("; also `json.dumps` 847 calls per event, normally 3 calls per event (282 times as much); look at", sentence, StringComparison.Ordinal);
    }

    private static Anomaly Find(RecordedStream stream)
    {
        MonitoredEndpoint endpoint = new(RecordedStream.Endpoint);
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
            endpoint.Apply(header, body);
        return Assert.Single(endpoint.Detection.Anomalies, static anomaly => anomaly.Severity == AnomalySeverity.Anomaly);
    }
}
