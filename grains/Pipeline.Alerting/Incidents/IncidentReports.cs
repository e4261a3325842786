using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>Puts incidents into the shape in which people see them.</summary>
internal static class IncidentReports
{
    private const int NamesMax = 1_000;
    private const int NotesToldMax = 10;
    private const int CausesOfAlertToldMax = 2;

    /// <summary>The same for messages, of which many are kept: bounded in what grows with the incident.</summary>
    public static IncidentReport CreateTold(Incident incident, Func<Alert, IReadOnlyList<string>> silencesOf)
    {
        IncidentReport report = Create(incident, silencesOf, AlertingLimits.AlertsToldMax);
        return report with
        {
            Notes = [.. report.Notes.TakeLast(NotesToldMax)],
            Alerts = [.. report.Alerts.Select(alert => alert with { Finding = alert.Finding with { Causes = [.. alert.Finding.Causes.Take(CausesOfAlertToldMax)] } })],
        };
    }

    /// <param name="incident">The incident; it has an alert at least.</param>
    /// <param name="silencesOf">Ids of the silences that hold an alert back.</param>
    /// <param name="alertsMax">So many alerts are shown at most.</param>
    public static IncidentReport Create(Incident incident, Func<Alert, IReadOnlyList<string>> silencesOf, int alertsMax)
    {
        // What is over explains nothing any more as long as anything goes on.
        List<Alert> explaining = [.. incident.Alerts.Where(alert => alert.IsActive)];
        IReadOnlyList<IncidentCause> causes = IncidentCauses.Rank(explaining.Count > 0 ? explaining : incident.Alerts);
        return new IncidentReport(
            incident.Id,
            incident.Version,
            incident.State,
            incident.Severity,
            IncidentSentence.Of(incident, causes),
            incident.Since,
            incident.Opened,
            incident.Ended,
            [.. incident.Endpoints.Take(NamesMax)],
            [.. incident.Alerts.SelectMany(alert => alert.Finding.Segments).Distinct().Take(NamesMax)],
            causes,
            [.. incident.Alerts.Select(alert => alert.Finding.Owner).OfType<string>().Distinct()],
            [.. incident.Alerts.Select(alert => alert.Finding.Runbook).OfType<string>().Distinct()],
            incident.Acknowledgement,
            [.. incident.Notes],
            incident.IsSilenced(silencesOf),
            (int)(incident.Alerts.Count + incident.AlertsLeftOut),
            [
                .. incident.Alerts.OrderByDescending(alert => alert.IsActive)
                    .ThenByDescending(alert => alert.Severity)
                    .ThenBy(alert => alert.Began)
                    .Take(alertsMax)
                    .Select(alert => alert.ToReport(silencesOf(alert))),
            ],
            QueryOf(incident, causes[0]));
    }

    /// <summary>The figures of the endpoint that says most, from before it began until it was seen last.</summary>
    private static string QueryOf(Incident incident, IncidentCause cause)
    {
        if (incident.Alerts[0].Finding is { Source: FindingSource.Webhook } ofWebhook)
            return $"/api/v1/webhooks/{ofWebhook.Rule}/deliveries";
        if (cause.Endpoint.Length == 0)
            return $"/api/v1/incidents/{incident.Id}";
        long last = incident.Alerts.Max(alert => alert.Finding.Last);
        return $"/api/v1/endpoints/{Uri.EscapeDataString(cause.Endpoint)}?from={incident.Since}&to={Math.Max(last, incident.Since + 1)}";
    }
}
