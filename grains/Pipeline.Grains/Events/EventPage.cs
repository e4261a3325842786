using Pipeline.Protocol.Events;

namespace Pipeline.Grains.Events;

/// <summary>Some events of an endpoint, in the order of the log.</summary>
/// <param name="Events">The events; fewer than asked for at the end, and where the page reached what it may read.</param>
/// <param name="Next">Where the next page begins; null when the log had no more.</param>
/// <param name="ScannedEntries">Entries read for this page.</param>
/// <param name="ScannedBytes">Their bytes.</param>
/// <param name="RetainedFromUnixMs">Arrival of the oldest entry that the log still has, Unix ms; null if it has none.</param>
/// <param name="RemovedEntries">Entries that retention has removed since the endpoint began.</param>
public sealed record EventPage(
    IReadOnlyList<EventRecord> Events,
    EventPosition? Next,
    long ScannedEntries,
    long ScannedBytes,
    long? RetainedFromUnixMs,
    long RemovedEntries);
