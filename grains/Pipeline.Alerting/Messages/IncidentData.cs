using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>What a message tells of an incident. docs/webhooks-receiving.md says what each member means.</summary>
internal sealed record IncidentData(
    int Version,
    string Id,
    long Number,
    string Transition,
    IncidentState State,
    AlertSeverity Severity,
    string Sentence,
    string Since,
    string? Opened,
    string? Ended,
    bool Delayed,
    int EndpointCount,
    IReadOnlyList<string> Endpoints,
    int SegmentCount,
    IReadOnlyList<string> Segments,
    int CauseCount,
    IReadOnlyList<CauseData> Causes,
    int OwnerCount,
    IReadOnlyList<string> Owners,
    int RunbookCount,
    IReadOnlyList<string> Runbooks,
    AcknowledgementData? Acknowledgement,
    int NoteCount,
    IReadOnlyList<NoteData> Notes,
    int AlertCount,
    IReadOnlyList<AlertData> Alerts,
    LinksData Links,
    bool Truncated);
