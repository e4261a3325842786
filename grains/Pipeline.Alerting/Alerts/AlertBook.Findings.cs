using Pipeline.Alerting.Incidents;
using Pipeline.Core.Endpoints;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>What becomes of findings.</summary>
public sealed partial class AlertBook
{
    private void Take(FindingsUpdate update)
    {
        if (update.Revision <= MarkOf(update.Reporter))
            return;
        _marks[update.Reporter] = update.Revision;
        foreach (Finding finding in update.Findings)
            Take(FindingRules.Complete(finding));
    }

    private void Take(Finding finding)
    {
        bool isLive = !finding.IsHistoric && NowUnixMs - finding.Last <= Recency.LiveWithinMs;
        // One that was long past when it was found, or not heard of for a day, may come back to life; then it is another alert.
        bool isRevived = isLive && finding.Ended is null;
        if (_byFinding.TryGetValue(finding.Id, out Alert? known) && !(isRevived && known.State is (AlertState.Historic or AlertState.Stale)))
            Follow(known, finding);
        else if (isLive)
            Raise(finding);
        else
            Record(finding);
    }

    private void Follow(Alert alert, Finding finding)
    {
        // What is said of one that was over before this one took its place changes nothing.
        if (alert.Finding.Id != finding.Id)
            return;
        bool goesOn = finding.Last > alert.Finding.Last;
        alert.Finding = finding;
        if (goesOn)
            alert.Heard = NowUnixMs;
        if (!alert.IsActive)
        {
            alert.Thin();
            return;
        }

        alert.QuietSince = finding.Ended is null ? null : alert.QuietSince ?? NowUnixMs;
        Touch(Find(alert.Incident)!);
    }

    private void Raise(Finding finding)
    {
        string fingerprint = AlertFingerprint.Of(finding);
        // One that is over, but not for long enough to be resolved, goes on instead.
        if (Active.SelectMany(static incident => incident.Alerts).FirstOrDefault(alert => alert.IsActive && alert.QuietSince is not null && alert.Fingerprint == fingerprint) is { } returning)
        {
            if (returning.Replace(finding) is { } forgotten)
                _byFinding.Remove(forgotten);
            _byFinding[finding.Id] = returning;
            returning.Heard = NowUnixMs;
            returning.QuietSince = finding.Ended is null ? null : NowUnixMs;
            Touch(Find(returning.Incident)!);
            return;
        }

        string id = StableId.Of(fingerprint, finding.Id, NowUnixMs.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Incident? incident = IncidentGrouping.Find(Active, finding, NowUnixMs, Timing.SpreadWithinMs) ?? Begin(id, IncidentState.Pending);
        if (incident is null)
        {
            FindingsLeftOut++;
            return;
        }

        if (incident.Alerts.Count >= AlertingLimits.AlertsPerIncidentMax)
        {
            incident.AlertsLeftOut++;
            return;
        }

        if (!incident.Endpoints.Contains(finding.Endpoint))
            incident.LastJoined = NowUnixMs;
        Add(incident, id, fingerprint, finding, AlertState.Pending);
    }

    /// <summary>Long past: kept to be looked up, and nobody is told.</summary>
    private void Record(Finding finding)
    {
        string fingerprint = AlertFingerprint.Of(finding);
        string id = StableId.Of(fingerprint, finding.Id, "historic");
        if ((IncidentGrouping.FindHistoric(_incidents, finding) ?? Begin(id, IncidentState.Historic)) is not { } incident)
        {
            FindingsLeftOut++;
            return;
        }

        incident.Ended = NowUnixMs;
        Add(incident, id, fingerprint, finding, AlertState.Historic);
    }

    /// <summary>Null if there is no room, since all that there may be go on.</summary>
    private Incident? Begin(string alertId, IncidentState state)
    {
        if (_incidents.Count >= AlertingLimits.IncidentsMax && _incidents.TrueForAll(static incident => incident.IsActive))
            return null;
        Incident incident = new() { Id = StableId.Of("incident", alertId), Began = NowUnixMs, State = state, LastJoined = NowUnixMs };
        _incidents.Add(incident);
        return incident;
    }

    private void Add(Incident incident, string id, string fingerprint, Finding finding, AlertState state)
    {
        Alert alert = new()
        {
            Id = id,
            Fingerprint = fingerprint,
            Incident = incident.Id,
            State = state,
            Finding = finding,
            Began = NowUnixMs,
            Heard = NowUnixMs,
            QuietSince = state == AlertState.Pending && finding.Ended is not null ? NowUnixMs : null,
        };
        if (state == AlertState.Historic)
            alert.Thin();
        incident.Alerts.Add(alert);
        _alertCount++;
        _byFinding[finding.Id] = alert;
        Touch(incident);
    }

    private static void Touch(Incident incident) => incident.Version++;
}
