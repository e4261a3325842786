namespace Pipeline.Protocol.Alerting;

/// <summary>Alerts of one cause together: what one message is sent about.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Version">Rises with every change: its ETag.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Severity">The highest of its alerts'.</param>
/// <param name="Sentence">What, for whom, since when, how far from normal, what to look for.</param>
/// <param name="Since">Start of the first window in which any of it showed, Unix ms.</param>
/// <param name="Opened">When its first alert fired, Unix ms; null while none has.</param>
/// <param name="Ended">When it was resolved or became stale, Unix ms; null while it goes on.</param>
/// <param name="Endpoints">Where it shows, in the order in which it was found.</param>
/// <param name="Segments">For whom, likewise.</param>
/// <param name="Causes">What explains it, the most important first; at most ten.</param>
/// <param name="Owners">Who looks after what is broken, as budgets say.</param>
/// <param name="Runbooks">What to do, as budgets say.</param>
/// <param name="Acknowledgement">Who looks after it; null if nobody does.</param>
/// <param name="Notes">What was written down, oldest first; at most fifty.</param>
/// <param name="IsSilenced">Whether silences hold all of it back.</param>
/// <param name="AlertCount">How many alerts it has.</param>
/// <param name="Alerts">Its alerts, those that fire first; at most fifty.</param>
/// <param name="Query">Path and query of this API that show the figures behind it.</param>
public sealed record IncidentReport(
    string Id,
    long Version,
    IncidentState State,
    AlertSeverity Severity,
    string Sentence,
    long Since,
    long? Opened,
    long? Ended,
    IReadOnlyList<string> Endpoints,
    IReadOnlyList<string> Segments,
    IReadOnlyList<IncidentCause> Causes,
    IReadOnlyList<string> Owners,
    IReadOnlyList<string> Runbooks,
    Acknowledgement? Acknowledgement,
    IReadOnlyList<IncidentNote> Notes,
    bool IsSilenced,
    int AlertCount,
    IReadOnlyList<AlertReport> Alerts,
    string Query);
