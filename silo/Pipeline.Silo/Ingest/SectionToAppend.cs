namespace Pipeline.Silo.Ingest;

/// <summary>One section of a request, on its way to its grain.</summary>
/// <param name="Endpoint">The endpoint it is for.</param>
/// <param name="Bytes">The section: a slice of a binary body, or what NDJSON lines were encoded to.</param>
/// <param name="EventCount">Events in it.</param>
/// <param name="TallyCount">Tallies in it.</param>
/// <param name="Lines">The line of each event and tally; null for a binary batch, which has no lines.</param>
internal readonly record struct SectionToAppend(
    string Endpoint, ReadOnlyMemory<byte> Bytes, int EventCount, int TallyCount, SectionLines? Lines)
{
    /// <summary>What is rejected with it when it is rejected whole. A section that holds only drops, which nothing announces, is one.</summary>
    public int ItemCount => Math.Max(1, EventCount + TallyCount);
}
