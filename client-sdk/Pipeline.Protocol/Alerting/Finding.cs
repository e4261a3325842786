namespace Pipeline.Protocol.Alerting;

/// <summary>Something that an endpoint, a budget or a source gives cause for an alert with, from its first window to its last. Immutable.</summary>
/// <param name="Id">Unique in the installation, and the same when the log is replayed.</param>
/// <param name="Source">What has found it.</param>
/// <param name="Rule">The budget's name, else empty.</param>
/// <param name="Endpoint">The endpoint; empty where it is of none.</param>
/// <param name="Severity">How soon somebody must look.</param>
/// <param name="Segments">For whom, the worst first; empty where it is of no endpoint.</param>
/// <param name="EverySegment">Whether every segment that has calls shows it.</param>
/// <param name="Since">Start of the first window in which it showed, Unix ms.</param>
/// <param name="Detected">End of the window that gave it away, Unix ms.</param>
/// <param name="Last">End of the last window in which it showed, Unix ms.</param>
/// <param name="Ended">When it was over, Unix ms; null while it goes on.</param>
/// <param name="End">How it ended: <c>recovered</c>, <c>became_usual</c>, <c>marked_normal</c> or <c>withdrawn</c>; null while it goes on.</param>
/// <param name="IsHistoric">Whether every window of it was older than 15 minutes when it closed: nobody is to be woken for it.</param>
/// <param name="Causes">What explains it, the most important first; at most ten.</param>
/// <param name="Sentence">What, for whom, since when, how far from normal, what to look for.</param>
/// <param name="Owner">Who looks after it, as the budget says; null if it does not.</param>
/// <param name="Runbook">What to do, a URL, likewise.</param>
public sealed record Finding(
    string Id,
    FindingSource Source,
    string Rule,
    string Endpoint,
    AlertSeverity Severity,
    IReadOnlyList<string> Segments,
    bool EverySegment,
    long Since,
    long Detected,
    long Last,
    long? Ended,
    string? End,
    bool IsHistoric,
    IReadOnlyList<FindingCause> Causes,
    string Sentence,
    string? Owner,
    string? Runbook);
