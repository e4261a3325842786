using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Queries;

/// <summary>An endpoint's aggregates over some time, as plain numbers.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="FromUnixMs">Start of what the answer covers, inclusive; null if it covers nothing.</param>
/// <param name="ToUnixMs">End of what the answer covers, exclusive; null if it covers nothing.</param>
/// <param name="StepMs">Width of the windows it was read from, ms; 0 for all time.</param>
/// <param name="AsOfUnixMs">The endpoint's latest event; null before the first.</param>
/// <param name="Total">All segments together.</param>
/// <param name="Segments">Each segment with anything in the covered time, by name.</param>
/// <param name="Counters">Late, refused and overflowing events since the first entry, whatever the covered time.</param>
public sealed record EndpointView(
    string Name,
    long? FromUnixMs,
    long? ToUnixMs,
    long StepMs,
    long? AsOfUnixMs,
    CellView Total,
    IReadOnlyList<SegmentView> Segments,
    EndpointCounters Counters);
