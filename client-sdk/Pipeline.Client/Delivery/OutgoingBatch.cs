using System.Diagnostics.CodeAnalysis;
using Pipeline.Client.Batching;
using Pipeline.Client.Delivery.Spool;
using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery;

/// <summary>A batch on its way, in memory or in a file.</summary>
/// <remarks>Owned by <see cref="BatchDelivery"/>, whose lock guards it while it waits; under way, one sender has it.</remarks>
internal sealed class OutgoingBatch
{
    /// <summary>A batch that has come.</summary>
    /// <param name="content">Its sections.</param>
    /// <param name="ticket">When it came, in order, from 1.</param>
    public OutgoingBatch(PreparedBatch content, long ticket)
    {
        Content = content;
        Ticket = ticket;
    }

    /// <summary>A batch from the spool.</summary>
    /// <param name="file">Claimed.</param>
    public OutgoingBatch(SpoolFile file)
    {
        File = file;
        Ticket = file.Ticket;
        Identity = file.Identity;
        WasAttempted = file.IsAdopted;
    }

    /// <summary>For whoever flushes; null if it came to another process.</summary>
    public long? Ticket { get; }

    /// <summary>The sections; null once they lie in the file.</summary>
    public PreparedBatch? Content { get; private set; }

    /// <summary>The file; null while they are in memory.</summary>
    public SpoolFile? File { get; private set; }

    /// <summary>Given when it is first sent, or when writing it to the disk begins; from the first attempt on it never changes.</summary>
    public BatchIdentity Identity { get; set; }

    /// <summary>Whether a silo may have it.</summary>
    public bool WasAttempted { get; set; }

    /// <summary>Whether its file turned out not to hold what was written: nobody knows any more what was in it.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Whether the whole spool is too small for it: it is sent from memory.</summary>
    public bool IsTooLargeToSpool { get; set; }

    /// <summary>What it takes of the backlog.</summary>
    public int SizeBytes => Content?.SizeBytes ?? 0;

    /// <summary>It is on disk now, and memory is free of it.</summary>
    [MemberNotNull(nameof(File))]
    public void MoveTo(SpoolFile file)
    {
        File = file;
        Content = null;
    }
}
