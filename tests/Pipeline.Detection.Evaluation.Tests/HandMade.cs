using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Evaluation.Feeding;

namespace Pipeline.Detection.Evaluation.Tests;

/// <summary>Anomalies made by hand.</summary>
internal static class HandMade
{
    public const long WidthMs = 10_000;

    /// <summary>An alarm that is raised at the end of a window.</summary>
    public static RaisedAnomaly RaisedAt(long endUnixMs, params IReadOnlyList<AnomalyCause> causes) => new(
        new Anomaly
        {
            Id = $"{endUnixMs}",
            Endpoint = "e",
            Severity = AnomalySeverity.Anomaly,
            Tier = AnomalyTier.Fast,
            Segments = ["default"],
            IsEverySegment = true,
            SinceUnixMs = endUnixMs - WidthMs,
            WindowStartUnixMs = endUnixMs - WidthMs,
            WindowWidthMs = WidthMs,
            LastUnixMs = endUnixMs,
            Score = 20,
            Threshold = 15,
            Causes = causes.Count > 0 ? causes : [CauseOf(FeatureKind.DurationMean)],
            ScoreMax = 20,
            Sentence = "",
        },
        endUnixMs);

    public static AnomalyCause CauseOf(FeatureKind kind, string operation = "") => new(new Feature(kind, operation), "default", 2, 1, 20);
}
