using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What goes on, for a target that is told of that again and again.</summary>
/// <remarks>
/// It goes by what the alerts say at the time of a push, since silences come and go without a transition. What is kept here is what is told when
/// they do not answer, and what is over.
/// </remarks>
public sealed partial class Outbox
{
    /// <summary>What such a target is told now.</summary>
    /// <param name="subscription">The webhook.</param>
    /// <param name="nowUnixMs">When.</param>
    /// <param name="present">All incidents that are open, as the alerts say; null if they did not answer.</param>
    /// <param name="isAll">Whether nothing was taken since they were asked: then what they do not name is not open any more.</param>
    public IReadOnlyList<IncidentReport> FindPush(
        WebhookSubscription subscription, long nowUnixMs, IReadOnlyList<IncidentReport>? present = null, bool isAll = false)
    {
        bool isPresentAll = present is not null && isAll;
        Dictionary<string, IncidentReport> found = (present ?? []).ToDictionary(incident => incident.Id, StringComparer.Ordinal);
        foreach (IncidentReport incident in _incidents.Values)
        {
            bool isKnown = found.TryGetValue(incident.Id, out IncidentReport? known);
            if (isKnown ? incident.Version > known!.Version : !isPresentAll || incident.Ended is not null)
                found[incident.Id] = incident;
        }

        return
        [
            .. found.Values.Where(incident =>
                    incident.State is not (IncidentState.Pending or IncidentState.Historic)
                    && !incident.IsSilenced
                    && !IsLongOver(incident, nowUnixMs)
                    && WebhookFit.Fits(subscription, incident))
                .OrderBy(incident => incident.Since).ThenBy(incident => incident.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What of the present is to be kept: what opened before such a webhook was made or while it was off, and what silences have changed.</summary>
    public IReadOnlyList<IncidentReport> FindUnknown(IReadOnlyList<IncidentReport> present) =>
    [
        .. present.Where(incident =>
            !_incidents.TryGetValue(incident.Id, out IncidentReport? known)
            || (known.Version <= incident.Version && known.IsSilenced != incident.IsSilenced)),
    ];

    private void Take(OutboxEntry.IncidentsTaken taken)
    {
        Standing = Standing with { Mark = Math.Max(Standing.Mark, taken.Mark), IncidentsVersion = Standing.IncidentsVersion + 1 };
        if (taken.ReplacesAll)
            _incidents.Clear();
        foreach (IncidentReport incident in taken.Incidents)
        {
            // The alerts may have said more of it already than the transitions that come after each other.
            if (!_incidents.TryGetValue(incident.Id, out IncidentReport? known) || known.Version <= incident.Version)
                _incidents[incident.Id] = incident;
        }

        IEnumerable<string> over = _incidents.Values.Where(incident => IsLongOver(incident, taken.At)).Select(incident => incident.Id);
        IEnumerable<string> tooMany = _incidents.Values.OrderByDescending(incident => incident.Since).Skip(AlertingLimits.IncidentsMax).Select(incident => incident.Id);
        foreach (string id in over.Concat(tooMany).ToList())
            _incidents.Remove(id);
    }

    /// <summary>An end in the far future is of a clock that was ahead: the target lets it expire by itself.</summary>
    private static bool IsLongOver(IncidentReport incident, long nowUnixMs) =>
        incident.Ended is { } ended && Math.Abs(nowUnixMs - ended) > OutboxLimits.PushEndedMs;
}
