using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;

namespace Pipeline.Detection;

/// <summary>Whatever has found something, it is raised here.</summary>
public sealed partial class EndpointDetection
{
    private int WatchedSegments => _segments.Keys.Count(number => number != Whole);

    private void Raise(Finding finding, IEnumerable<FeatureVerdict> active)
    {
        (IReadOnlyList<string> segments, bool isEvery) = finding.Affected;
        bool isForest = finding.Tier == AnomalyTier.Forest;
        _episodes.Open(
            new Anomaly
            {
                Id = AnomalyId.Of(Endpoint, finding.WindowStartUnixMs, finding.Severity),
                Endpoint = Endpoint,
                Severity = finding.Severity,
                Tier = finding.Tier,
                Segments = segments,
                IsEverySegment = isEvery,
                SinceUnixMs = finding.SinceUnixMs,
                WindowStartUnixMs = finding.WindowStartUnixMs,
                WindowWidthMs = finding.WindowEndUnixMs - finding.WindowStartUnixMs,
                LastUnixMs = finding.WindowEndUnixMs,
                Score = finding.Score,
                ScoreMax = finding.Score,
                Threshold = finding.Threshold,
                Causes = finding.Causes,
                Sentence = isForest
                    ? AnomalySentence.OfForest(Endpoint, segments, isEvery, finding.SinceUnixMs, finding.Causes)
                    : AnomalySentence.Of(Endpoint, segments, isEvery, finding.SinceUnixMs, finding.Causes),
            },
            active);
    }

    /// <summary>What was found, by whatever looks at windows.</summary>
    private readonly record struct Finding(
        AnomalySeverity Severity,
        AnomalyTier Tier,
        (IReadOnlyList<string> Segments, bool IsEvery) Affected,
        long SinceUnixMs,
        long WindowStartUnixMs,
        long WindowEndUnixMs,
        double Score,
        double Threshold,
        IReadOnlyList<AnomalyCause> Causes);
}
