using System.Globalization;
using Pipeline.Alerting.Incidents;
using Pipeline.Alerting.Silences;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>What people do: look after incidents, write something down, silence.</summary>
public sealed partial class AlertBook
{
    private const string Incidents = "incident";
    private const string SilencesWord = "silence";

    private void ApplyChange(AlertEntry entry)
    {
        string by = entry.By ?? "unknown";
        if (entry.Acknowledged is { } acknowledged && Find(acknowledged.Incident) is { } taken)
            Acknowledge(taken, by, acknowledged);
        if (entry.Withdrawn is { } withdrawn && Find(withdrawn) is { Acknowledgement: not null } left)
        {
            left.Acknowledgement = null;
            Touch(left);
            Note(by, Incidents, left.Id, "acknowledgement withdrawn", null);
        }

        if (entry.Noted is { } noted && Find(noted.Incident) is { } written)
        {
            Write(written, by, noted.Text);
            Note(by, Incidents, written.Id, "noted", noted.Text);
        }

        if (entry.Silenced is { } silenced)
            Add(silenced, by);
        if (entry.Unsilenced is { } unsilenced && _silences.FindIndex(silence => silence.Id == unsilenced) is >= 0 and var index)
        {
            Silence ended = _silences[index];
            _silences[index] = ended with { Version = ended.Version + 1, Until = Math.Min(ended.Until, NowUnixMs) };
            Note(by, SilencesWord, unsilenced, "ended", null);
        }
    }

    private void Acknowledge(Incident incident, string by, AcknowledgedEntry acknowledged)
    {
        incident.Acknowledgement = new Acknowledgement(by, NowUnixMs, acknowledged.Until);
        if (acknowledged.Note is { } note)
            Write(incident, by, note);
        Touch(incident);
        Note(by, Incidents, incident.Id, "acknowledged", string.Create(CultureInfo.InvariantCulture, $"until {DateTimeOffset.FromUnixTimeMilliseconds(acknowledged.Until):u}"));
        if (incident is { State: IncidentState.Open, Told: not null, IsFiring: true } && !incident.IsSilenced(SilencesOf))
            Tell(incident, NotificationType.Acknowledged);
    }

    private void Write(Incident incident, string by, string text)
    {
        incident.Notes.Add(new IncidentNote(by, NowUnixMs, text));
        if (incident.Notes.Count > AlertingLimits.NotesMax)
            incident.Notes.RemoveAt(0);
        Touch(incident);
    }

    /// <summary>Silences that are over make room, the oldest first.</summary>
    private void Add(SilencedEntry silenced, string by)
    {
        if (_silences.Count >= AlertingLimits.SilencesMax && _silences.FindIndex(silence => silence.Until <= NowUnixMs) is >= 0 and var over)
            _silences.RemoveAt(over);
        _silences.Add(new Silence(silenced.Id, 1, silenced.Matchers, silenced.From, silenced.Until, by, NowUnixMs, silenced.Reason));
        Note(by, SilencesWord, silenced.Id, "created", silenced.Reason);
    }
}
