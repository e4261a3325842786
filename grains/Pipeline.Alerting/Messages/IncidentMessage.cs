using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>Puts together what a message tells of a transition, cut to a measure.</summary>
internal sealed class IncidentMessage
{
    public const int Version = 1;

    private readonly Notification _notification;
    private readonly MessageCut _cut;
    private readonly Shortening _shortening;

    private IncidentMessage(Notification notification, MessageCut cut)
    {
        _notification = notification;
        _cut = cut;
        _shortening = new Shortening(cut.TextBytes);
    }

    /// <summary>What is told, no more of it than the cut allows.</summary>
    public static IncidentData Create(Notification notification, bool isDelayed, string baseUrl, MessageCut cut) =>
        new IncidentMessage(notification, cut).Create(isDelayed, baseUrl);

    private IncidentData Create(bool isDelayed, string baseUrl)
    {
        IncidentReport incident = _notification.Incident;
        IncidentData data = new(
            Version,
            _shortening.Name(incident.Id),
            _notification.Number,
            _shortening.Name(_notification.TransitionId),
            incident.State,
            incident.Severity,
            _shortening.Text(incident.Sentence, Shortening.SentenceBytesMax),
            Moments.Of(incident.Since),
            Moments.Of(incident.Opened),
            Moments.Of(incident.Ended),
            isDelayed,
            incident.Endpoints.Count,
            NamesOf(incident.Endpoints),
            incident.Segments.Count,
            NamesOf(incident.Segments),
            incident.Causes.Count,
            [.. _shortening.First(incident.Causes, _cut.Causes).Select(DataOf)],
            incident.Owners.Count,
            NamesOf(incident.Owners),
            incident.Runbooks.Count,
            [.. _shortening.First(incident.Runbooks, _cut.Names).Select(url => _shortening.Url(url, Shortening.RunbookBytesMax)).OfType<string>()],
            incident.Acknowledgement is { } given
                ? new AcknowledgementData(_shortening.Name(given.By), Moments.Of(given.At), Moments.Of(given.Until))
                : null,
            incident.Notes.Count,
            [.. _shortening.Last(incident.Notes, _cut.Notes).Select(DataOf)],
            incident.AlertCount,
            [.. _shortening.First(incident.Alerts, _cut.Alerts).Select(DataOf)],
            LinksOf(incident, baseUrl, _shortening),
            Truncated: false);

        // An incident shows fifty of its alerts at most, which is a cut as well.
        return data with { Truncated = _shortening.Happened || incident.AlertCount > incident.Alerts.Count };
    }

    /// <summary>Where more is to be seen of an incident.</summary>
    public static LinksData LinksOf(IncidentReport incident, string baseUrl, Shortening shortening) => new(
        shortening.Url(MessageLinks.Incident(baseUrl, incident.Id), Shortening.LinkBytesMax),
        shortening.Url(MessageLinks.Query(baseUrl, incident.Query), Shortening.LinkBytesMax));

    private IReadOnlyList<string> NamesOf(IReadOnlyList<string> names) => [.. _shortening.First(names, _cut.Names).Select(_shortening.Name)];

    private CauseData DataOf(IncidentCause incidentCause)
    {
        FindingCause cause = incidentCause.Cause;
        return new CauseData(
            _shortening.Name(incidentCause.Name),
            _shortening.Name(cause.Feature),
            _shortening.NameOrNull(cause.Operation),
            _shortening.NameOrNull(cause.Kind),
            _shortening.Name(incidentCause.Endpoint),
            incidentCause.Endpoints,
            _shortening.Name(cause.Segment),
            _shortening.NameOrNull(incidentCause.Budget),
            Finite(cause.Observed),
            Finite(cause.Expected),
            Finite(cause.Limit),
            Finite(cause.Ratio),
            _shortening.Name(cause.Unit),
            Finite(cause.Share),
            Finite(cause.ExtraFailures),
            Finite(cause.ExtraMs),
            cause.IsNew,
            [.. _shortening.First(cause.TraceIds, _cut.TraceIds).Select(_shortening.Name)]);
    }

    private NoteData DataOf(IncidentNote note) =>
        new(_shortening.Name(note.By), Moments.Of(note.At), _shortening.Text(note.Text, Shortening.SentenceBytesMax));

    private AlertData DataOf(AlertReport alert) => new(
        _shortening.Name(alert.Id),
        alert.State,
        alert.Severity,
        alert.Finding.Source,
        alert.Finding.Rule.Length == 0 ? null : _shortening.Name(alert.Finding.Rule),
        alert.Finding.Endpoint.Length == 0 ? null : _shortening.Name(alert.Finding.Endpoint),
        Moments.Of(alert.Began),
        Moments.Of(alert.Fired),
        Moments.Of(alert.Ended));

    // JSON has no word for infinity.
    private static double? Finite(double? value) => value is { } given && double.IsFinite(given) ? given : null;
}
