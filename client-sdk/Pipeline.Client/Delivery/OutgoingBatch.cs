using Pipeline.Client.Batching;
using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery;

/// <summary>A batch on its way. Owned by <see cref="BatchDelivery"/>, whose lock guards it while it waits; under way, one sender has it.</summary>
/// <param name="content">Its sections.</param>
/// <param name="ticket">When it came, in order, from 1.</param>
internal sealed class OutgoingBatch(PreparedBatch content, long ticket)
{
    public long Ticket { get; } = ticket;

    public PreparedBatch Content { get; } = content;

    /// <summary>Given when it leaves the queue; from the first attempt on it never changes.</summary>
    public BatchIdentity Identity { get; set; }

    /// <summary>Whether a silo may have it.</summary>
    public bool WasAttempted { get; set; }
}
