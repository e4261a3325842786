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
        bool isSilence = IsSilence(anomaly.Causes[0]);
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
            [.. CausesOf(anomaly).Select(CreateCause)],
            anomaly.Sentence,
            Owner: null,
            Runbook: null);
    }

    /// <summary>That calls have stopped meanwhile is said whatever else there is to say.</summary>
    private static IEnumerable<AnomalyCause> CausesOf(Anomaly anomaly)
    {
        AnomalyCause[] causes = [.. anomaly.Causes.Concat(anomaly.LaterCauses)];
        IEnumerable<AnomalyCause> silence = causes.Skip(CausesMax).Where(IsSilence).Take(1);
        return causes.Take(CausesMax - silence.Count()).Concat(silence);
    }

    private static bool IsSilence(AnomalyCause cause) => cause.Feature.Kind == FeatureKind.Rate && cause.Observed <= 0;

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
