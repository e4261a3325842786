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

    private static Anomaly Find(RecordedStream stream)
    {
        MonitoredEndpoint endpoint = new(RecordedStream.Endpoint);
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
            endpoint.Apply(header, body);
        return Assert.Single(endpoint.Detection.Anomalies, static anomaly => anomaly.Severity == AnomalySeverity.Anomaly);
    }
}
