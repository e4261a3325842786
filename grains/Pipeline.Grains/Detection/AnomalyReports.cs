using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Detection;

/// <summary>Puts what detection found into the shape in which it leaves the grain.</summary>
public static class AnomalyReports
{
    /// <summary>An anomaly as it is shown.</summary>
    public static AnomalyReport Create(Anomaly anomaly)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        return new AnomalyReport(
            anomaly.Id,
            anomaly.Endpoint,
            WordOf(anomaly.Severity),
            WordOf(anomaly.Tier),
            anomaly.Segments,
            anomaly.IsEverySegment,
            anomaly.SinceUnixMs,
            anomaly.WindowStartUnixMs + anomaly.WindowWidthMs,
            anomaly.LastUnixMs,
            anomaly.EndedUnixMs,
            AnomalyWords.Of(anomaly.End),
            AnomalyWords.Finite(anomaly.Score),
            anomaly.PValue,
            AnomalyWords.Finite(anomaly.Threshold),
            AnomalyWords.Finite(anomaly.ScoreMax),
            anomaly.WindowStartUnixMs,
            anomaly.WindowWidthMs,
            [.. anomaly.Causes.Select(Create)],
            [.. anomaly.LaterCauses.Select(Create)],
            anomaly.Sentence);
    }

    /// <summary>A feature's standing as it is shown.</summary>
    public static FeatureReport Create(FeatureStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return new FeatureReport(
            FeatureWords.Of(standing.Feature.Kind),
            OperationOf(standing.Feature),
            KindOf(standing.Feature),
            AnomalyWords.Finite(standing.Observed),
            Finite(standing.Expected),
            Finite(standing.ExpectedLow),
            Finite(standing.ExpectedHigh),
            FeatureWords.UnitOf(standing.Feature.Kind),
            AnomalyWords.Finite(standing.Surprise),
            AnomalyWords.Finite(standing.SampleSize),
            standing.WindowStartUnixMs,
            standing.WindowWidthMs,
            standing.LearntWindows);
    }

    /// <summary><c>anomaly</c> or <c>notice</c>.</summary>
    public static string WordOf(AnomalySeverity severity) => severity == AnomalySeverity.Notice ? "notice" : "anomaly";

    private static AnomalyCauseReport Create(AnomalyCause cause) => new(
        FeatureWords.Of(cause.Feature.Kind),
        OperationOf(cause.Feature),
        KindOf(cause.Feature),
        cause.Segment,
        AnomalyWords.Finite(cause.Observed),
        AnomalyWords.Finite(cause.Expected),
        Finite(cause.Ratio),
        FeatureWords.UnitOf(cause.Feature.Kind),
        AnomalyWords.Finite(cause.ExtraFailures),
        AnomalyWords.Finite(cause.ExtraMs),
        AnomalyWords.Finite(cause.Share),
        AnomalyWords.Finite(cause.Surprise),
        cause.IsNew,
        [.. cause.TraceIds.Select(trace => trace.ToString())]);

    private static string WordOf(AnomalyTier tier) => tier == AnomalyTier.Forest ? "forest" : "fast";

    private static string? OperationOf(Feature feature) => feature.IsOfOperation ? feature.Operation : null;

    private static string? KindOf(Feature feature) => feature.IsOfOperation ? FeatureWords.Of(feature.OperationKind) : null;

    private static double? Finite(double? value) => value is { } known && !double.IsNaN(known) ? AnomalyWords.Finite(known) : null;
}
