using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>An incident as it is stored.</summary>
internal sealed record IncidentSnapshot(
    string Id,
    long Began,
    long Version,
    IncidentState State,
    long LastJoined,
    long? Opened,
    long? Ended,
    Acknowledgement? Acknowledgement,
    IReadOnlyList<IncidentNote> Notes,
    long AlertsLeftOut,
    ToldIncident? Told,
    IReadOnlyList<Alert> Alerts)
{
    public static IncidentSnapshot Of(Incident incident) => new(
        incident.Id,
        incident.Began,
        incident.Version,
        incident.State,
        incident.LastJoined,
        incident.Opened,
        incident.Ended,
        incident.Acknowledgement,
        [.. incident.Notes],
        incident.AlertsLeftOut,
        incident.Told,
        [.. incident.Alerts]);

    public Incident ToIncident()
    {
        Incident incident = new()
        {
            Id = Id,
            Began = Began,
            Version = Version,
            State = State,
            LastJoined = LastJoined,
            Opened = Opened,
            Ended = Ended,
            Acknowledgement = Acknowledgement,
            AlertsLeftOut = AlertsLeftOut,
            Told = Told,
        };
        incident.Notes.AddRange(Notes);
        incident.Alerts.AddRange(Alerts);
        return incident;
    }
}
