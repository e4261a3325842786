using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>Incidents as alerts of Prometheus Alertmanager: one of each endpoint, grouped there by the label <c>incident</c>.</summary>
/// <remarks>
/// Alertmanager knows an alert by all its labels. A cause or severity that changes makes another alert of the same group; the one before
/// ends by itself, as it is not sent again. A label must not be empty there, which is why those without a value are left out.
/// </remarks>
internal static class AlertmanagerMessage
{
    /// <summary>How far ahead the end of what goes on lies: three times what lies between two messages.</summary>
    public const long EndsAheadMs = 180_000;

    private const int AlertsMax = 2_000;
    private const int AlertsPerIncidentMax = 100;
    private const int TextBytesMax = 1_000;
    private const int DescriptionBytesMax = 4_000;

    public static IReadOnlyList<AlertmanagerAlert> Create(IReadOnlyList<IncidentReport> incidents, long atUnixMs, string baseUrl)
    {
        IncidentReport[] told = [.. incidents.Where(IsTold)];

        // Every incident has an alert however many there are; what has no place is counted in an annotation.
        int endpointsMax = told.Length == 0 ? 0 : Math.Clamp(AlertsMax / told.Length, 1, AlertsPerIncidentMax);
        return [.. told.SelectMany(incident => AlertsOf(incident, endpointsMax, atUnixMs, baseUrl))];
    }

    private static bool IsTold(IncidentReport incident) => incident.State switch
    {
        IncidentState.Open => !incident.IsSilenced,
        IncidentState.Resolved or IncidentState.Stale => true,
        _ => false,
    };

    private static IEnumerable<AlertmanagerAlert> AlertsOf(IncidentReport incident, int endpointsMax, long atUnixMs, string baseUrl)
    {
        ILookup<string, AlertReport> byEndpoint = incident.Alerts.ToLookup(alert => alert.Finding.Endpoint);
        IReadOnlyList<string> endpoints = incident.Endpoints.Count == 0 ? [""] : incident.Endpoints;

        // Those that fire come first, so that what has no place is what is over.
        return endpoints
            .Select(endpoint => (Endpoint: endpoint, Alerts: byEndpoint[endpoint].Where(WasTold).ToArray(), IsKnown: byEndpoint.Contains(endpoint)))
            .Where(shown => !shown.IsKnown || shown.Alerts.Length > 0)
            .OrderByDescending(shown => EndOf(incident, shown.Alerts) is null)
            .Take(endpointsMax)
            .Select(shown => AlertOf(incident, shown.Endpoint, shown.Alerts, Math.Max(0, endpoints.Count - endpointsMax), atUnixMs, baseUrl));
    }

    private static bool WasTold(AlertReport alert) => alert.State is AlertState.Firing or AlertState.Resolved or AlertState.Stale;

    private static AlertmanagerAlert AlertOf(
        IncidentReport incident, string endpoint, AlertReport[] alerts, int furtherEndpoints, long atUnixMs, string baseUrl)
    {
        Shortening shortening = new(TextBytesMax);
        AlertReport? first = alerts.Length == 0 ? null : alerts[0];
        long starts = alerts.Length == 0 ? incident.Opened ?? incident.Since : alerts.Min(alert => alert.Fired ?? alert.Began);
        long ends = Math.Max(starts, EndOf(incident, alerts) ?? atUnixMs + EndsAheadMs);

        SortedDictionary<string, string> labels = new(StringComparer.Ordinal) { ["alertname"] = "PipelineIncident" };
        Put(labels, "incident", shortening.Name(incident.Id));
        Put(labels, "endpoint", shortening.Name(endpoint));
        Put(labels, "severity", Words.Of(incident.Severity));
        Put(labels, "cause", shortening.NameOrNull(incident.Causes is [var cause, ..] ? cause.Name : null));
        Put(labels, "source", first is null ? null : Words.Of(first.Finding.Source));
        Put(labels, "rule", shortening.NameOrNull(first?.Finding.Rule));
        Put(labels, "owner", shortening.NameOrNull(first?.Finding.Owner ?? FirstOf(incident.Owners)));

        SortedDictionary<string, string> annotations = new(StringComparer.Ordinal);
        Put(annotations, "summary", shortening.Text(incident.Sentence, Shortening.SentenceBytesMax));
        Put(annotations, "description", shortening.Text(DescriptionOf(incident, first), DescriptionBytesMax));
        Put(annotations, "runbook_url", first?.Finding.Runbook ?? FirstOf(incident.Runbooks));
        Put(annotations, "incident_url", MessageLinks.Incident(baseUrl, incident.Id));
        if (furtherEndpoints > 0)
            annotations["further_endpoints"] = furtherEndpoints.ToString(CultureInfo.InvariantCulture);

        return new AlertmanagerAlert(labels, annotations, Moments.Of(starts), Moments.Of(ends), MessageLinks.Query(baseUrl, incident.Query));
    }

    // The incident's end holds for endpoints of which no alert is shown; one that is over while others go on ends by itself.
    private static long? EndOf(IncidentReport incident, AlertReport[] alerts)
    {
        if (incident.State != IncidentState.Open)
            return incident.Ended ?? incident.Since;
        return alerts.Length > 0 && alerts.All(alert => alert.State != AlertState.Firing)
            ? alerts.Max(alert => alert.Ended ?? alert.Began)
            : null;
    }

    private static string DescriptionOf(IncidentReport incident, AlertReport? first)
    {
        List<string> lines = [];
        if (first is not null && first.Finding.Sentence != incident.Sentence)
            lines.Add(first.Finding.Sentence);
        lines.AddRange(incident.Causes.Select(DescriptionOf));
        if (incident.Acknowledgement is { } acknowledgement)
            lines.Add($"{acknowledgement.By} looks after it.");
        return string.Join('\n', lines);
    }

    private static string DescriptionOf(IncidentCause cause, int index)
    {
        FindingCause figures = cause.Cause;
        string basis = (figures.Expected, figures.Limit) switch
        {
            ({ } expected, { } limit) => $", usually {Number(expected)}, at most {Number(limit)} allowed",
            ({ } expected, null) => $", usually {Number(expected)}",
            (null, { } limit) => $", at most {Number(limit)} allowed",
            _ => "",
        };
        return $"{index + 1}. {cause.Name} ({figures.Feature}): {Number(figures.Observed)} {figures.Unit}{basis}";
    }

    private static string? FirstOf(IReadOnlyList<string> texts) => texts.Count == 0 ? null : texts[0];

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static void Put(SortedDictionary<string, string> pairs, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            pairs[name] = value;
    }
}
