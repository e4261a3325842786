using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Findings;

/// <summary>An anomaly as alerts are made of it.</summary>
internal static class AnomalyFinding
{
    private const int CausesMax = 10;

    public static Finding Create(Anomaly anomaly)
    {
        bool isSilence = anomaly.Causes[0].Feature.Kind == FeatureKind.Rate && anomaly.Causes[0].Observed <= 0;
        return new Finding(
            anomaly.Id,
            isSilence ? FindingSource.NoData : FindingSource.Anomaly,
            string.Empty,
            anomaly.Endpoint,
            AlertSeverity.Page,
            anomaly.Segments,
            anomaly.IsEverySegment,
            anomaly.SinceUnixMs,
            anomaly.WindowStartUnixMs + anomaly.WindowWidthMs,
            anomaly.LastUnixMs,
            anomaly.EndedUnixMs,
            AnomalyWords.Of(anomaly.End),
            IsHistoric: false,
            [.. anomaly.Causes.Concat(anomaly.LaterCauses).Take(CausesMax).Select(CreateCause)],
            anomaly.Sentence,
            Owner: null,
            Runbook: null);
    }

    private static FindingCause CreateCause(AnomalyCause cause)
    {
        string feature = FeatureWords.Of(cause.Feature.Kind);
        return new FindingCause(
            cause.Feature.IsOfOperation ? cause.Feature.Operation : feature,
            feature,
            cause.Feature.IsOfOperation ? cause.Feature.Operation : null,
            cause.Feature.IsOfOperation ? FeatureWords.Of(cause.Feature.OperationKind) : null,
            cause.Segment,
            AnomalyWords.Finite(cause.Observed),
            AnomalyWords.Finite(cause.Expected),
            Limit: null,
            FeatureWords.UnitOf(cause.Feature.Kind),
            AnomalyWords.Finite(cause.Share),
            AnomalyWords.Finite(cause.ExtraFailures),
            AnomalyWords.Finite(cause.ExtraMs),
            cause.IsNew,
            [.. cause.TraceIds.Select(trace => trace.ToString())]);
    }
}
