using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Queries;

/// <summary>Events of one endpoint, read back from the event log: the body of <c>GET /api/v1/events</c>.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Events">The events in the order of the log, each as it could be sent again.</param>
/// <param name="Next">Cursor of the next page; null when the log had no more. A page may hold fewer events than asked for, even none, and
/// still have a next one.</param>
/// <param name="Scanned">What was read for this page.</param>
/// <param name="AsOf">When the page was read, Unix ms: what was acknowledged before is in it, or in a page after it.</param>
/// <param name="RetainedFrom">Arrival of the oldest entry the log still has of this endpoint, Unix ms; null if it has none.</param>
/// <param name="RemovedEntries">Entries of this endpoint that retention has removed; 0 while everything is there.</param>
public sealed record EventPageReport(
    string Endpoint,
    IReadOnlyList<EventRecord> Events,
    string? Next,
    ScanReport Scanned,
    long AsOf,
    long? RetainedFrom,
    long RemovedEntries);
