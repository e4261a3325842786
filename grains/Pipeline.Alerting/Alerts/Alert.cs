using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>One alert as the book keeps it.</summary>
internal sealed class Alert
{
    private const int FormerMax = 16;

    public required string Id { get; init; }

    public required string Fingerprint { get; init; }

    public required string Incident { get; init; }

    public required AlertState State { get; set; }

    /// <summary>The latest of what it is about.</summary>
    public required Finding Finding { get; set; }

    /// <summary>Ids of findings that were over when <see cref="Finding"/> took their place, the latest last; at most <see cref="FormerMax"/>.</summary>
    public List<string> Former { get; init; } = [];

    /// <summary>When it was first heard of, Unix ms.</summary>
    public required long Began { get; set; }

    /// <summary>When it was heard of last that it goes on, Unix ms.</summary>
    public required long Heard { get; set; }

    public long? Fired { get; set; }

    public long? Ended { get; set; }

    /// <summary>Since when its finding is over while it still fires, Unix ms; null while the finding goes on.</summary>
    public long? QuietSince { get; set; }

    [JsonIgnore]
    public AlertSeverity Severity => Finding.Severity;

    [JsonIgnore]
    public bool IsActive => State is AlertState.Pending or AlertState.Firing;

    [JsonIgnore]
    public FindingCause FirstCause => Finding.Causes[0];

    /// <summary>Another finding is what it is about from now on.</summary>
    /// <returns>The id of a finding that is not known as its own any more; null if there is none.</returns>
    public string? Replace(Finding finding)
    {
        Former.Add(Finding.Id);
        Finding = finding;
        if (Former.Count <= FormerMax)
            return null;
        string forgotten = Former[0];
        Former.RemoveAt(0);
        return forgotten;
    }

    /// <summary>Nothing of it is later than this.</summary>
    public void LimitTimes(long latest)
    {
        Began = Math.Min(Began, latest);
        Heard = Math.Min(Heard, latest);
        Fired = Fired is { } fired ? Math.Min(fired, latest) : null;
        QuietSince = QuietSince is { } quiet ? Math.Min(quiet, latest) : null;
    }

    /// <summary>What is over is kept for long: then its first cause is enough.</summary>
    public void Thin() => Finding = Finding with { Causes = [Finding.Causes[0] with { TraceIds = [] }] };

    public AlertReport ToReport(IReadOnlyList<string> silences) =>
        new(Id, Fingerprint, Incident, State, Severity, Began, Fired, Ended, silences, Finding);
}
