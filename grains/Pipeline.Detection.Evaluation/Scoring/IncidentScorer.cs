using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Evaluation.Feeding;

namespace Pipeline.Detection.Evaluation.Scoring;

/// <summary>Judges what an endpoint raised around one planted incident.</summary>
/// <remarks>
/// <code>
///   false          | found if the first, else repeated          | repeated  | false
/// -----------------+--------------------------------------------+-----------+------->  end of the window that gave it away
///                start                             end + 2 windows   + 3 windows
/// </code>
/// A window counts with the width of the alarm's own where that is longer than the fast one: of the forest, or of a sparse endpoint.
/// Where nothing is to be found, all of it is false.
/// </remarks>
internal static class IncidentScorer
{
    private const int WindowsToDetect = 2;
    private const int WindowsOfAftermath = 3;
    private const int WindowsBefore = 2;

    /// <param name="incident">What was planted.</param>
    /// <param name="endpoint">Where.</param>
    /// <param name="raised">What was found in the whole run; notices count for nothing.</param>
    /// <param name="fastWidthMs">Width of the fast windows, ms.</param>
    /// <param name="eventCount">Events that were fed.</param>
    public static IncidentScore Score(
        ScoredIncident incident, string endpoint, IReadOnlyList<RaisedAnomaly> raised, long fastWidthMs, long eventCount)
    {
        List<RaisedAnomaly> falseAlarms = [];
        RaisedAnomaly? first = null;
        int repeated = 0;
        foreach (RaisedAnomaly alarm in raised.Where(static alarm => alarm.IsAnomaly).OrderBy(static alarm => alarm.RaisedUnixMs))
        {
            long width = Math.Max(fastWidthMs, alarm.Anomaly.WindowWidthMs);
            if (!incident.Kind.IsIncident || alarm.RaisedUnixMs <= incident.StartUnixMs)
                falseAlarms.Add(alarm);
            else if (first is null && alarm.RaisedUnixMs <= incident.EndUnixMs + (WindowsToDetect * width))
                first = alarm;
            else if (alarm.RaisedUnixMs <= incident.EndUnixMs + (WindowsOfAftermath * width))
                repeated++;
            else
                falseAlarms.Add(alarm);
        }

        long firstWhole = (incident.StartUnixMs + fastWidthMs - 1) / fastWidthMs * fastWidthMs;
        return new IncidentScore
        {
            Endpoint = endpoint,
            Incident = incident,
            FirstAlarm = first,
            CauseRank = first is null ? 0 : RankOf(incident, first.Anomaly),
            IsSegmentRight = first is null ? null : IsSegmentRight(incident, first.Anomaly),
            DelayWindows = first is null ? 0 : Math.Max(0, (first.RaisedUnixMs - firstWhole) / (double)fastWidthMs),
            FalseAlarms = falseAlarms,
            PreIncidentAlarms = incident.Kind.IsIncident
                ? falseAlarms.Count(alarm => alarm.RaisedUnixMs <= incident.StartUnixMs && alarm.RaisedUnixMs > incident.StartUnixMs - (WindowsBefore * fastWidthMs))
                : 0,
            RepeatedAlarms = repeated,
            EventCount = eventCount,
        };
    }

    private static int RankOf(ScoredIncident incident, Anomaly anomaly)
    {
        for (int index = 0; index < anomaly.Causes.Count; index++)
        {
            if (incident.Change.IsCause(anomaly.Causes[index]))
                return index + 1;
        }

        return 0;
    }

    private static bool IsSegmentRight(ScoredIncident incident, Anomaly anomaly) =>
        incident.Change.Disturbance.Segment is { } segment ? anomaly.Segments.Count == 1 && anomaly.Segments[0] == segment : anomaly.IsEverySegment;
}
