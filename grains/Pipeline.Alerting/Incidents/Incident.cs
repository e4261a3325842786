using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>One incident as the book keeps it.</summary>
internal sealed class Incident
{
    public required string Id { get; init; }

    public required long Began { get; init; }

    public long Version { get; set; } = 1;

    public IncidentState State { get; set; } = IncidentState.Pending;

    public List<Alert> Alerts { get; } = [];

    /// <summary>When another endpoint joined it last, Unix ms.</summary>
    public long LastJoined { get; set; }

    public long? Opened { get; set; }

    public long? Ended { get; set; }

    public Acknowledgement? Acknowledgement { get; set; }

    public List<IncidentNote> Notes { get; } = [];

    /// <summary>Alerts that found no room among its own.</summary>
    public long AlertsLeftOut { get; set; }

    /// <summary>What was told of it last; null while nothing was.</summary>
    public ToldIncident? Told { get; set; }

    public bool IsActive => State is IncidentState.Pending or IncidentState.Open;

    public AlertSeverity Severity => Alerts.Max(alert => alert.Severity);

    public long Since => Alerts.Min(alert => alert.Finding.Since);

    /// <summary>When it was heard of last that any of it goes on, Unix ms.</summary>
    public long Heard => Alerts.Max(alert => alert.Heard);

    public IEnumerable<string> Endpoints => Alerts.Select(alert => alert.Finding.Endpoint).Where(endpoint => endpoint.Length > 0).Distinct();

    public bool IsFiring => Alerts.Exists(static alert => alert.State == AlertState.Firing);

    /// <summary>Whether alerts of it fire, and silences hold back all of those.</summary>
    /// <param name="silencesOf">Ids of the silences that hold an alert back.</param>
    public bool IsSilenced(Func<Alert, IReadOnlyList<string>> silencesOf) =>
        IsFiring && Alerts.TrueForAll(alert => alert.State != AlertState.Firing || silencesOf(alert).Count > 0);

    /// <summary>Nothing of it is later than this.</summary>
    public void LimitTimes(long latest)
    {
        LastJoined = Math.Min(LastJoined, latest);
        Opened = Opened is { } opened ? Math.Min(opened, latest) : null;
        Told = Told is { } told ? told with { At = Math.Min(told.At, latest) } : null;
        foreach (Alert alert in Alerts)
            alert.LimitTimes(latest);
    }
}
