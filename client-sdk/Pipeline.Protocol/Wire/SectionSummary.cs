namespace Pipeline.Protocol.Wire;

/// <summary>What validation learned about a section.</summary>
/// <param name="EventCount">Events in it.</param>
/// <param name="TallyCount">Tallies in it.</param>
/// <param name="MinTimeUnixMs">Earliest event, or start of the earliest second with a tally or drop; equals the section's base time.</param>
/// <param name="MaxTimeUnixMs">Latest event, or start of the latest second with a tally or drop.</param>
public readonly record struct SectionSummary(int EventCount, int TallyCount, long MinTimeUnixMs, long MaxTimeUnixMs);
