using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Batching;

/// <summary>Sections that are to leave together; the batch's identity is given when it is first sent or written to the spool.</summary>
/// <remarks>Immutable. What is in it besides bytes is needed where the batch is dropped: exact counts go back, or are counted as lost.</remarks>
internal sealed class PreparedBatch(IReadOnlyList<PreparedSection> sections, long createdUnixMs)
{
    /// <summary>At most one of each endpoint, <see cref="EventLimits.SectionsPerBatchMax"/> and <see cref="EventLimits.BatchBytesMax"/> in all.</summary>
    public IReadOnlyList<PreparedSection> Sections { get; } = sections;

    /// <summary>When the batch was closed, Unix ms.</summary>
    public long CreatedUnixMs { get; } = createdUnixMs;

    /// <summary>Bytes of the sections together: what the batch costs in memory and, uncompressed, on the wire.</summary>
    public int SizeBytes { get; } = sections.Sum(section => section.Bytes.Length);

    /// <summary>The batch as it travels, not compressed. The same identity gives the same bytes.</summary>
    public byte[] Encode(BatchIdentity identity)
    {
        BatchWriter writer = new(identity);
        foreach (PreparedSection section in Sections)
        {
            if (!writer.TryAdd(section.Endpoint, section.Summary, section.Bytes))
                throw new InvalidOperationException("The sections are more than a batch holds.");
        }

        return writer.ToArray();
    }
}
