using Pipeline.Alerting.Incidents;
using Pipeline.Alerting.Silences;
using Pipeline.Core.Catalog;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>What the book answers.</summary>
public sealed partial class AlertBook
{
    private const long WeekMs = 7L * 24 * 3_600_000;

    /// <summary>An incident; null if there is none of that id, or not any more.</summary>
    public IncidentReport? FindIncident(string id) => Find(id) is { } incident ? ReportOf(incident) : null;

    /// <summary>Incidents that are open and were told: what a receiver that lags needs to know.</summary>
    public IReadOnlyList<IncidentReport> OpenIncidents() =>
        [.. Active.Where(static incident => incident.Told is not null).Select(incident => IncidentReports.CreateTold(incident, SilencesOf))];

    public IncidentPage ListIncidents(AlertQuery query, long now)
    {
        ArgumentNullException.ThrowIfNull(query);
        Incident[] found =
        [
            .. _incidents.Where(incident => Fits(incident, query))
                .OrderByDescending(static incident => incident.Since)
                .ThenByDescending(static incident => incident.Id, StringComparer.Ordinal)
                .Where(incident => IsAfter(incident.Since, incident.Id, query.After))
                .Take(query.Limit + 1),
        ];
        Incident[] page = found.Length > query.Limit ? found[..query.Limit] : found;
        string? next = found.Length > query.Limit ? new AlertPosition(page[^1].Since, page[^1].Id).ToCursor() : null;
        return new IncidentPage([.. page.Select(ReportOf)], now, next);
    }

    public AlertPage ListAlerts(AlertQuery query, long now)
    {
        ArgumentNullException.ThrowIfNull(query);
        Alert[] found =
        [
            .. _incidents.SelectMany(static incident => incident.Alerts)
                .Where(alert => (query.Incident is null || alert.Incident == query.Incident) && Fits(alert, query))
                .OrderByDescending(static alert => alert.Finding.Since)
                .ThenByDescending(static alert => alert.Id, StringComparer.Ordinal)
                .Where(alert => IsAfter(alert.Finding.Since, alert.Id, query.After))
                .Take(query.Limit + 1),
        ];
        Alert[] page = found.Length > query.Limit ? found[..query.Limit] : found;
        string? next = found.Length > query.Limit ? new AlertPosition(page[^1].Finding.Since, page[^1].Id).ToCursor() : null;
        return new AlertPage([.. page.Select(alert => alert.ToReport(SilencesOf(alert)))], now, next);
    }

    public SilencePage ListSilences(long now) => new(
        [
            .. _silences.OrderByDescending(silence => silence.Until > now)
                .ThenByDescending(static silence => silence.At)
                .ThenBy(static silence => silence.Id, StringComparer.Ordinal)
                .Select(silence => silence.ToReport(now)),
        ],
        now);

    public SilenceReport? FindSilence(string id, long now) => _silences.Find(silence => silence.Id == id)?.ToReport(now);

    /// <summary>Whether there is room for one more.</summary>
    public bool HasRoomForSilence(long now) => _silences.Count < AlertingLimits.SilencesMax || _silences.Exists(silence => silence.Until <= now);

    public SilencePreview Preview(SilenceMatchers matchers, long now)
    {
        List<Alert> fitting = [.. _incidents.SelectMany(static incident => incident.Alerts).Where(alert => SilenceMatching.Fits(matchers, alert.Finding))];
        return new SilencePreview(
            [.. fitting.Where(static alert => alert.IsActive).Take(AlertingLimits.AlertsShownMax).Select(alert => alert.ToReport(SilencesOf(alert)))],
            [
                .. Active.Where(incident => incident.Alerts.Where(static alert => alert.IsActive).All(alert => SilenceMatching.Fits(matchers, alert.Finding)))
                    .Select(static incident => incident.Id),
            ],
            fitting.Count(alert => !alert.IsActive && alert.State != AlertState.Historic && now - alert.Ended <= WeekMs));
    }

    private IncidentReport ReportOf(Incident incident) => IncidentReports.Create(incident, SilencesOf, AlertingLimits.AlertsShownMax);

    private static bool IsAfter(long since, string id, AlertPosition? position) =>
        position is null || since < position.Since || (since == position.Since && string.CompareOrdinal(id, position.Id) < 0);

    private static bool Fits(Incident incident, AlertQuery query) =>
        (query.IsOpen is null || query.IsOpen == incident.IsActive)
        && (query.IsHistoric is null || query.IsHistoric == (incident.State == IncidentState.Historic))
        && (query.Severity is null || query.Severity == incident.Severity)
        && incident.Alerts.Exists(alert => FitsPlace(alert, query));

    private static bool Fits(Alert alert, AlertQuery query) =>
        (query.IsOpen is null || query.IsOpen == alert.IsActive)
        && (query.IsHistoric is null || query.IsHistoric == (alert.State == AlertState.Historic))
        && (query.Severity is null || query.Severity == alert.Severity)
        && FitsPlace(alert, query);

    private static bool FitsPlace(Alert alert, AlertQuery query) =>
        (query.Endpoint is null || NamePattern.Matches(query.Endpoint, alert.Finding.Endpoint))
        && (query.Segment is null || alert.Finding.Segments.Contains(query.Segment))
        && (query.From is null || alert.IsActive || alert.Finding.Last >= query.From)
        && (query.To is null || alert.Finding.Since < query.To);
}
