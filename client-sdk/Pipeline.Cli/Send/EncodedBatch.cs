using Pipeline.Client.Delivery.Http;

namespace Pipeline.Cli.Send;

/// <summary>A batch ready to be posted, and where its events and tallies stand in the file.</summary>
/// <param name="Bytes">The binary batch.</param>
/// <param name="EventCount">Events, tallies and drops within.</param>
/// <param name="ContentPosition">Bytes of the content up to the end of the batch's last line.</param>
/// <param name="Lines">The lines of each endpoint's section.</param>
internal sealed record EncodedBatch(
    ReadOnlyMemory<byte> Bytes,
    int EventCount,
    long ContentPosition,
    IReadOnlyDictionary<string, SectionLines> Lines)
{
    /// <summary>The line of what the silo refused; null if it cannot be told.</summary>
    public long? LineOf(Refusal refusal)
    {
        if (!Lines.TryGetValue(refusal.Endpoint, out SectionLines? section))
            return null;
        long[] lines = refusal.IsTally ? section.Tallies : section.Events;
        return refusal.Index >= 0 && refusal.Index < lines.Length ? lines[refusal.Index] : null;
    }
}
