namespace Pipeline.Protocol.Alerting;

/// <summary>A transition of an incident that somebody is to be told of.</summary>
/// <param name="Number">Of this transition, from 1 on without a gap over all incidents: what receivers go by to take each once.</param>
/// <param name="Type">What has become of it.</param>
/// <param name="At">When, Unix ms.</param>
/// <param name="Incident">The incident after it.</param>
public sealed record Notification(long Number, NotificationType Type, long At, IncidentReport Incident)
{
    /// <summary>Of the transition: the same whenever it is told.</summary>
    public string TransitionId => $"{Incident.Id}-{Number}";
}
