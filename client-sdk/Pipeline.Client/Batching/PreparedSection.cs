using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Batching;

/// <summary>One endpoint's part of a batch: its bytes, and what they hold.</summary>
/// <param name="Endpoint">Whose events.</param>
/// <param name="Summary">For the batch's directory.</param>
/// <param name="Bytes">The encoded section; nobody writes to it any more.</param>
/// <param name="Details">Detailed events by segment.</param>
/// <param name="Tallies">Exact calls by segment, outcome and second.</param>
/// <param name="Drops">Drops that the section reports.</param>
internal sealed record PreparedSection(
    string Endpoint,
    SectionSummary Summary,
    byte[] Bytes,
    IReadOnlyList<DetailCount> Details,
    IReadOnlyList<TallyCount> Tallies,
    IReadOnlyList<DropCount> Drops);
