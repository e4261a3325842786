using Pipeline.Detection.Incidents;

namespace Pipeline.Detection.Evaluation.Recorded;

/// <summary>How a labelled incident went.</summary>
/// <param name="Label">The incident.</param>
/// <param name="FirstAlarm">The group that was raised first while it lasted; null if none was.</param>
/// <param name="CauseRank">Place of its cause among the names of that group as it was raised, from 1; 0 if it is not among them.</param>
public sealed record LabelScore(IncidentLabel Label, AnomalyGroup? FirstAlarm, int CauseRank)
{
    public bool IsDetected => FirstAlarm is not null;
}
