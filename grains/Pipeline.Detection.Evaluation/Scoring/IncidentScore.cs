using Pipeline.Detection.Evaluation.Feeding;

namespace Pipeline.Detection.Evaluation.Scoring;

/// <summary>How one run went.</summary>
internal sealed record IncidentScore
{
    public required string Endpoint { get; init; }

    public required ScoredIncident Incident { get; init; }

    /// <summary>The alarm that found the incident; null if none did, or nothing was to be found.</summary>
    public RaisedAnomaly? FirstAlarm { get; init; }

    /// <summary>Place of the right cause among the first alarm's, from 1; 0 if it is not among them.</summary>
    public int CauseRank { get; init; }

    /// <summary>Whether the first alarm names the segment that it was planted into, or says that it is every one; null if not detected.</summary>
    public bool? IsSegmentRight { get; init; }

    /// <summary>Closed windows of the fast width from the first that lies wholly in the incident, that one included.</summary>
    public double DelayWindows { get; init; }

    /// <summary>Anomalies that the incident does not explain.</summary>
    public IReadOnlyList<RaisedAnomaly> FalseAlarms { get; init; } = [];

    /// <summary>Those of <see cref="FalseAlarms"/> that were raised in the two windows before the incident.</summary>
    public int PreIncidentAlarms { get; init; }

    /// <summary>Further anomalies during the incident and its aftermath, which are neither right nor false.</summary>
    public int RepeatedAlarms { get; init; }

    /// <summary>Events that were fed.</summary>
    public long EventCount { get; init; }

    public bool IsDetected => FirstAlarm is not null;
}
