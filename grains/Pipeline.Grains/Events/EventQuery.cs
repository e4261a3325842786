namespace Pipeline.Grains.Events;

/// <summary>Which events of one endpoint are wanted back from the log.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="FromUnixMs">Earliest time of an event, inclusive.</param>
/// <param name="ToUnixMs">Latest time of an event, exclusive.</param>
/// <param name="Segment">The one segment wanted; null for all.</param>
/// <param name="CountMax">Events of a page, from 1.</param>
/// <param name="Start">Where to begin; what retention has removed is skipped.</param>
public sealed record EventQuery(
    string Endpoint,
    long FromUnixMs = long.MinValue,
    long ToUnixMs = long.MaxValue,
    string? Segment = null,
    int CountMax = 100,
    EventPosition Start = default);
