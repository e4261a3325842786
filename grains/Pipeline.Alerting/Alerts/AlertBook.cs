using Pipeline.Alerting.Incidents;
using Pipeline.Alerting.Silences;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>All alerts, incidents and silences, and whom to tell what: a function of the entries of one stream, in their order.</summary>
/// <remarks>
/// <para>
/// Findings come from reporters, each with a revision: what is not behind the reporter's mark changes nothing, so a repeat is harmless.
/// A finding that goes on, or was over less than 15 minutes ago, makes an alert; anything older is recorded as historic, and nobody is told.
/// </para>
/// <para>
/// What time does (an alert fires, is resolved, becomes stale; an incident is told, reminded of) happens when an entry comes, at that entry's
/// time; <see cref="NextDueUnixMs"/> says when one is needed for that alone. Whatever is to be told becomes a <see cref="Notification"/> with the
/// next number.
/// </para>
/// <para>No clock, no randomness, no I/O; equal books give equal snapshots. Not thread-safe.</para>
/// </remarks>
public sealed partial class AlertBook : IJournaled<AlertBook, AlertEntry>
{
    // Clocks are corrected by less than this without anybody's doing.
    private const long ClockStepMs = 60_000;

    private readonly SortedDictionary<string, long> _marks = new(StringComparer.Ordinal);
    private readonly List<Incident> _incidents = [];
    private readonly Dictionary<string, Alert> _byFinding = new(StringComparer.Ordinal);
    private readonly List<Silence> _silences = [];
    private readonly List<AuditRecord> _audit = [];
    private readonly List<Notification> _notifications = [];
    private long _lastNumber;
    private long _resumedUnixMs;

    // Of all incidents and transitions, so that entries need not count them.
    private int _alertCount;
    private int _namesTold;

    private long? _nextDueUnixMs;
    private bool _isNextDueKnown;

    public AlertTiming Timing { get; private set; } = AlertTiming.Default;

    /// <summary>The latest time that an entry has brought, Unix ms; 0 before the first.</summary>
    public long NowUnixMs { get; private set; }

    /// <summary>When something becomes due that only time brings, Unix ms; null if nothing does.</summary>
    public long? NextDueUnixMs
    {
        get
        {
            // It takes a look at all that goes on, which a replay has no use for.
            if (!_isNextDueKnown)
                (_nextDueUnixMs, _isNextDueKnown) = (FindNextDue(), true);
            return _nextDueUnixMs;
        }
    }

    /// <summary>The latest transitions, ascending by number without a gap; at most <see cref="AlertingLimits.NotificationsMax"/>.</summary>
    public IReadOnlyList<Notification> Notifications => _notifications;

    /// <summary>The number that the next transition will have.</summary>
    public long NextNumber => _lastNumber + 1;

    /// <summary>Findings that found no room, since as many incidents as there may be go on.</summary>
    public long FindingsLeftOut { get; private set; }

    /// <summary>Silences, incidents and what was done with them, the latest last.</summary>
    public IReadOnlyList<AuditRecord> Audit => _audit;

    /// <summary>Incidents that go on.</summary>
    public int ActiveCount => _incidents.Count(static incident => incident.IsActive);

    /// <summary>Whether anything goes on.</summary>
    public bool HasActive => _incidents.Exists(static incident => incident.IsActive);

    /// <summary>Up to which revision everything of a reporter is known; 0 for one that has never reported.</summary>
    public long MarkOf(string reporter) => _marks.GetValueOrDefault(reporter);

    /// <summary>Applies one entry.</summary>
    public void Apply(AlertEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        SetTime(entry.At);
        if (entry.Timing is { } timing)
            Timing = timing;
        if (entry.IsResumed == true)
            Resume();
        foreach (FindingsUpdate update in entry.Findings ?? [])
            Take(update);
        ApplyChange(entry);
        Advance();
        Forget();
        _isNextDueKnown = false;
    }

    /// <summary>
    /// A clock that was set back a little does not undo what has become of time. One that ran ahead and was put right is followed back,
    /// else nothing would be live until it has caught up; and nothing lies in its future.
    /// </summary>
    private void SetTime(long at)
    {
        if (at >= NowUnixMs - ClockStepMs)
        {
            NowUnixMs = Math.Max(NowUnixMs, at);
            return;
        }

        NowUnixMs = at;
        _resumedUnixMs = Math.Min(_resumedUnixMs, at);
        foreach (Incident incident in Active)
            incident.LimitTimes(at);
    }

    private IEnumerable<Incident> Active => _incidents.Where(static incident => incident.IsActive);

    private IReadOnlyList<string> SilencesOf(Alert alert) =>
        !alert.IsActive ? [] : [.. _silences.Where(silence => silence.IsActive(NowUnixMs) && SilenceMatching.Fits(silence.Matchers, alert.Finding)).Select(silence => silence.Id)];

    private Incident? Find(string id) => _incidents.Find(incident => incident.Id == id);

    /// <summary>The oldest that are over go first, those that were historic from the start before all others.</summary>
    private void Forget()
    {
        while (_incidents.Count > AlertingLimits.IncidentsMax || _alertCount > AlertingLimits.AlertsMax)
        {
            int index = _incidents.FindIndex(static incident => incident.State == IncidentState.Historic);
            index = index >= 0 ? index : _incidents.FindIndex(static incident => !incident.IsActive);
            if (index < 0)
                return;
            foreach (Alert alert in _incidents[index].Alerts)
            {
                foreach (string finding in alert.Former.Append(alert.Finding.Id).Where(finding => _byFinding.GetValueOrDefault(finding) == alert))
                    _byFinding.Remove(finding);
            }

            _alertCount -= _incidents[index].Alerts.Count;
            _incidents.RemoveAt(index);
        }
    }

    private void Note(string by, string what, string id, string change, string? detail)
    {
        _audit.Add(new AuditRecord(NowUnixMs, by, what, id, change, detail));
        if (_audit.Count > AlertingLimits.AuditMax)
            _audit.RemoveAt(0);
    }
}
