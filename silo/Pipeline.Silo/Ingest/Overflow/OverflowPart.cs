namespace Pipeline.Silo.Ingest.Overflow;

/// <summary>A section for the endpoint <c>__other__</c>, made of sections of names without a place.</summary>
/// <param name="Number">Its number among the parts of the request, from 0.</param>
/// <param name="Bytes">The section.</param>
/// <param name="Events">Where each of its events comes from.</param>
/// <param name="Tallies">Where its first tallies come from; those after them were made from events.</param>
/// <param name="TallyCount">All its tallies.</param>
/// <param name="DropCount">Its drops.</param>
internal sealed record OverflowPart(
    int Number, ReadOnlyMemory<byte> Bytes, IReadOnlyList<OverflowOrigin> Events, IReadOnlyList<OverflowOrigin> Tallies, int TallyCount, int DropCount);
