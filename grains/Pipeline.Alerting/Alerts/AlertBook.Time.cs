using Pipeline.Alerting.Incidents;
using Pipeline.Core.Endpoints;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>What time brings: alerts fire and are over, incidents are told.</summary>
public sealed partial class AlertBook
{
    /// <summary>
    /// What nobody was told of while nothing ran, and was not seen for a while, belongs to the past: a start wakes nobody. And nobody is
    /// reminded before the time that this takes has passed again.
    /// </summary>
    private void Resume()
    {
        _resumedUnixMs = NowUnixMs;
        foreach (Incident incident in Active.Where(incident => incident.Told is null && incident.Heard + Recency.LiveWithinMs < NowUnixMs).ToList())
        {
            foreach (Alert alert in incident.Alerts.Where(static alert => alert.IsActive))
            {
                (alert.State, alert.Ended) = (AlertState.Historic, NowUnixMs);
                alert.Thin();
            }

            (incident.State, incident.Ended) = (IncidentState.Historic, NowUnixMs);
            Touch(incident);
        }
    }

    private void Advance()
    {
        foreach (Incident incident in Active.ToList())
        {
            foreach (Alert alert in incident.Alerts.Where(static alert => alert.IsActive))
                Advance(incident, alert);
            Advance(incident);
        }
    }

    private void Advance(Incident incident, Alert alert)
    {
        // One that shows for long enough fires even if it is over by then, so that what was short but severe is told, too.
        if (alert.State == AlertState.Pending && NowUnixMs >= alert.Began + PendingMsOf(alert) && (alert.QuietSince is null || PendingMsOf(alert) == 0))
            (alert.State, alert.Fired) = (AlertState.Firing, NowUnixMs);
        else if (alert.State == AlertState.Pending && alert.QuietSince is not null)
            (alert.State, alert.Ended) = (AlertState.Resolved, NowUnixMs);
        else if (alert.State == AlertState.Firing && NowUnixMs >= alert.QuietSince + Timing.ResolveAfterMs)
            (alert.State, alert.Ended) = (AlertState.Resolved, NowUnixMs);
        else if (alert.State == AlertState.Firing && alert.QuietSince is null && NowUnixMs >= alert.Heard + Timing.StaleAfterMs)
            (alert.State, alert.Ended) = (AlertState.Stale, NowUnixMs);
        else
            return;
        Touch(incident);
    }

    private void Advance(Incident incident)
    {
        if (incident is { Opened: null, IsFiring: true })
            (incident.State, incident.Opened) = (IncidentState.Open, NowUnixMs);
        if (!incident.Alerts.Exists(static alert => alert.IsActive))
        {
            bool isStale = incident.Alerts.Exists(static alert => alert.State == AlertState.Stale);
            (incident.State, incident.Ended) = (isStale ? IncidentState.Stale : IncidentState.Resolved, NowUnixMs);
        }

        if (incident.Acknowledgement is { } acknowledgement && NowUnixMs >= acknowledgement.Until)
        {
            incident.Acknowledgement = null;
            Touch(incident);
        }

        if (FindTransition(incident) is { } type)
            Tell(incident, type);
        if (incident.IsActive)
            return;
        foreach (Alert alert in incident.Alerts)
            alert.Thin();
    }

    private NotificationType? FindTransition(Incident incident)
    {
        if (!incident.IsActive)
            return incident.Told is null ? null : incident.State == IncidentState.Stale ? NotificationType.Stale : NotificationType.Resolved;
        if (incident.State != IncidentState.Open || !IsToBeTold(incident))
            return null;
        if (incident.Told is not { } told)
            return NowUnixMs >= incident.Opened + Timing.GroupWaitMs ? NotificationType.Opened : null;
        // What was slow and is dead now is another matter.
        if (incident.Severity > told.Severity || (!told.HaveCallsStopped && Symptoms.FindStopped(incident) is not null))
            return NotificationType.Updated;
        if (NowUnixMs >= UpdateDue(incident, told))
            return NotificationType.Updated;
        return NowUnixMs >= ReminderDue(incident, told) ? NotificationType.Reminded : null;
    }

    private void Tell(Incident incident, NotificationType type)
    {
        incident.Told = new ToldIncident(NowUnixMs, incident.Endpoints.Count(), incident.Severity, Symptoms.FindStopped(incident) is not null);
        Touch(incident);
        Add(new Notification(++_lastNumber, type, NowUnixMs, IncidentReports.CreateTold(incident, SilencesOf)));
        while (_notifications.Count > AlertingLimits.NotificationsMax || _namesTold > AlertingLimits.NamesToldMax)
        {
            _namesTold -= NamesIn(_notifications[0]);
            _notifications.RemoveAt(0);
        }
    }

    private void Add(Notification notification)
    {
        _notifications.Add(notification);
        _namesTold += NamesIn(notification);
    }

    private static int NamesIn(Notification notification) => notification.Incident.Endpoints.Count + notification.Incident.Segments.Count;

    /// <summary>Nobody is told that something goes on which was not seen for a while, unless it is the very thing that nothing is seen.</summary>
    private bool IsToBeTold(Incident incident) =>
        incident.IsFiring && !incident.IsSilenced(SilencesOf) && (IsOfNothingSeen(incident) || incident.Heard + Recency.LiveWithinMs >= NowUnixMs);

    private static bool IsOfNothingSeen(Incident incident) =>
        incident.Alerts.Exists(static alert => alert.IsActive && (alert.Finding.Source is FindingSource.NoData or FindingSource.Webhook || alert.Finding.Causes.Any(Symptoms.IsOfStoppedCalls)));

    private long PendingMsOf(Alert alert) => alert.Severity == AlertSeverity.Page ? Timing.PagePendingMs : Timing.TicketPendingMs;

    private long? UpdateDue(Incident incident, ToldIncident told) => incident.Endpoints.Count() > told.Endpoints ? told.At + Timing.UpdateEveryMs : null;

    /// <summary>Nobody is reminded of what somebody looks after, nor of what will not have been seen for a while by then.</summary>
    private long? ReminderDue(Incident incident, ToldIncident told)
    {
        if (incident.Acknowledgement is not null)
            return null;
        long every = incident.Severity == AlertSeverity.Page ? Timing.RemindPageEveryMs : Timing.RemindTicketEveryMs;
        long due = Math.Max(told.At, _resumedUnixMs) + every;
        return IsOfNothingSeen(incident) || incident.Heard + Recency.LiveWithinMs >= due ? due : null;
    }

    private long? FindNextDue()
    {
        List<long?> dues = [];
        foreach (Incident incident in Active)
        {
            foreach (Alert alert in incident.Alerts.Where(static alert => alert.IsActive))
                dues.Add(DueOf(alert));
            dues.Add(incident.Acknowledgement?.Until);
            if (incident.State != IncidentState.Open || !IsToBeTold(incident))
                continue;
            if (incident.Told is not { } told)
            {
                dues.Add(incident.Opened + Timing.GroupWaitMs);
                continue;
            }

            dues.Add(UpdateDue(incident, told));
            dues.Add(ReminderDue(incident, told));
        }

        if (dues.Count > 0)
        {
            // Where a silence begins or ends, who is told changes.
            foreach (Silences.Silence silence in _silences)
            {
                dues.Add(silence.From > NowUnixMs ? silence.From : null);
                dues.Add(silence.Until > NowUnixMs ? silence.Until : null);
            }
        }

        return dues.Min();
    }

    private long? DueOf(Alert alert) => alert.State switch
    {
        AlertState.Pending => alert.Began + PendingMsOf(alert),
        _ when alert.QuietSince is { } quiet => quiet + Timing.ResolveAfterMs,
        _ => alert.Heard + Timing.StaleAfterMs,
    };
}
