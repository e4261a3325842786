using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Protocol.Events;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>Anomalies as nobody has found them.</summary>
internal static class MadeUpAnomalies
{
    public static Anomaly Create(string id, long since, long? ended = null, AnomalySeverity severity = AnomalySeverity.Anomaly, params string[] segments) => new()
    {
        Id = id,
        Endpoint = "/cart",
        Severity = severity,
        Tier = AnomalyTier.Fast,
        Segments = segments.Length == 0 ? ["premium"] : segments,
        IsEverySegment = false,
        SinceUnixMs = since,
        WindowStartUnixMs = since + 10_000,
        WindowWidthMs = 10_000,
        LastUnixMs = ended ?? since + 20_000,
        EndedUnixMs = ended,
        End = ended is null ? AnomalyEnd.None : AnomalyEnd.Recovered,
        Score = 40,
        Threshold = 12,
        ScoreMax = double.PositiveInfinity,
        Causes =
        [
            new AnomalyCause(new Feature(FeatureKind.OperationCalls, "json.dumps", OperationKind.Function), "premium", 847, 3, 55)
            {
                ExtraMs = 900, Share = 0.93, TraceIds = [new TraceId(1, 2)],
            },
            new AnomalyCause(new Feature(FeatureKind.DurationP95), "premium", 900, 0, 30),
        ],
        Sentence = "Said.",
    };
}
