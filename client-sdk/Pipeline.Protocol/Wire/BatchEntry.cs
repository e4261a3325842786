namespace Pipeline.Protocol.Wire;

/// <summary>One section of a batch as the directory announces it; only the section itself is proof.</summary>
/// <param name="Endpoint">Whose events these are.</param>
/// <param name="EventCount">Announced number of events.</param>
/// <param name="TallyCount">Announced number of tallies.</param>
/// <param name="MinTimeUnixMs">Announced earliest time.</param>
/// <param name="MaxTimeUnixMs">Announced latest time.</param>
/// <param name="Section">The section's bytes, unread: a part of the batch's own memory.</param>
public readonly record struct BatchEntry(
    string Endpoint, int EventCount, int TallyCount, long MinTimeUnixMs, long MaxTimeUnixMs, ReadOnlyMemory<byte> Section);
