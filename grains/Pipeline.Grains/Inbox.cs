using System.Diagnostics;
using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.EventLog;
using Pipeline.Protocol.Identities;

namespace Pipeline.Grains;

/// <summary>The entries between the log and the aggregates of one endpoint, in the order of their offsets.</summary>
/// <remarks>Owned by one activation. Entries are applied strictly in order.</remarks>
internal sealed class Inbox(MonitoredEndpoint endpoint, Offset head)
{
    private readonly Queue<PendingEntry> _pending = new();
    private readonly Dictionary<(SourceId Source, ulong Sequence), PendingEntry> _byIdentity = [];

    /// <summary>The offset the next reserved entry gets.</summary>
    public Offset Next { get; private set; } = head;

    /// <summary>Offset after the last applied entry: what a snapshot is true for.</summary>
    public Offset Applied { get; private set; } = head;

    public int Count => _pending.Count;

    /// <summary>The entry in flight that carries this identity.</summary>
    public bool TryFind(BatchIdentity identity, out PendingEntry? entry) =>
        _byIdentity.TryGetValue((identity.Source.Id, identity.Sequence), out entry);

    /// <summary>Takes an entry in at <see cref="Next"/>. The caller has handed it to the log in the same turn.</summary>
    public void Add(PendingEntry entry)
    {
        Debug.Assert(entry.Offset == Next, "Offsets are handed out in order.");
        _pending.Enqueue(entry);
        if (entry.Header.Identity is { } identity)
            _byIdentity.Add((identity.Source.Id, identity.Sequence), entry);
        Next = Next.Next();
    }

    /// <summary>Applies the oldest entry in flight, which is durable now.</summary>
    public ApplyResult ApplyNext(PendingEntry entry)
    {
        PendingEntry next = _pending.Dequeue();
        Debug.Assert(next == entry && entry.Offset == Applied, "Entries are applied in the order of their offsets, none left out.");
        if (entry.Header.Identity is { } identity)
            _byIdentity.Remove((identity.Source.Id, identity.Sequence));
        Applied = entry.Offset.Next();
        return endpoint.Apply(entry.Header, entry.Parts.Body.Span);
    }

    /// <summary>Forgets what is in flight after a failed commit; what became of it is known only after replay.</summary>
    public void Abandon()
    {
        _pending.Clear();
        _byIdentity.Clear();
    }
}
