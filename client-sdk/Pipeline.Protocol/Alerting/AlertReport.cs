namespace Pipeline.Protocol.Alerting;

/// <summary>The life of a finding, and of those that return to the same place soon after.</summary>
/// <param name="Id">Of this alert, 16 hexadecimal digits.</param>
/// <param name="Fingerprint">The same for every alert of this endpoint, rule and cause, 16 hexadecimal digits.</param>
/// <param name="Incident">The incident it belongs to.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Severity">How soon somebody must look.</param>
/// <param name="Began">When it was first heard of, Unix ms.</param>
/// <param name="Fired">When it began to fire, Unix ms; null while it has not.</param>
/// <param name="Ended">When it was resolved or became stale, Unix ms; null while it goes on.</param>
/// <param name="Silences">Ids of the silences that hold it back now.</param>
/// <param name="Finding">The latest of what it is about.</param>
public sealed record AlertReport(
    string Id,
    string Fingerprint,
    string Incident,
    AlertState State,
    AlertSeverity Severity,
    long Began,
    long? Fired,
    long? Ended,
    IReadOnlyList<string> Silences,
    Finding Finding);
