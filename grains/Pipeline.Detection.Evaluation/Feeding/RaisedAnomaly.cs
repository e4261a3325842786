using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Evaluation.Feeding;

/// <summary>An anomaly as it was when it was first seen with its severity.</summary>
/// <param name="Anomaly">What was found.</param>
/// <param name="SeenUnixMs">Arrival of the entry that gave it away, Unix ms.</param>
public sealed record RaisedAnomaly(Anomaly Anomaly, long SeenUnixMs)
{
    /// <summary>End of the window that gave it away: when it could be known, Unix ms.</summary>
    public long RaisedUnixMs => Anomaly.WindowStartUnixMs + Anomaly.WindowWidthMs;

    public bool IsAnomaly => Anomaly.Severity == AnomalySeverity.Anomaly;
}
