using Pipeline.Protocol.Identities;

namespace Pipeline.Grains.Events;

/// <summary>The identities of the last few entries, to recognise one that was written twice.</summary>
/// <remarks>
/// An endpoint checks a batch against all it has applied and has in flight before it appends, so a repeat gets into the log only while
/// two activations overlap: one that is about to notice that it was replaced still appends, and what it sends off before it hears of its
/// first conflict may fit behind entries of the other. Such a repeat lies as far behind its original as there were sections in flight.
/// </remarks>
internal sealed class RecentIdentities
{
    /// <summary>Entries remembered, and read ahead of a page: as many as a client may have in flight.</summary>
    public const int EntryCount = 256;

    private readonly BatchIdentity?[] _ring = new BatchIdentity?[EntryCount];
    private readonly HashSet<BatchIdentity> _known = [];
    private int _next;

    /// <summary>Notes an entry; false if one of the last <see cref="EntryCount"/> had the same identity.</summary>
    public bool TryAdd(BatchIdentity? identity)
    {
        bool isNew = identity is not { } given || _known.Add(given);
        if (_ring[_next] is { } oldest)
            _known.Remove(oldest);
        // A repeat takes no place of its own: its original's is given up when its turn comes.
        _ring[_next] = isNew ? identity : null;
        _next = (_next + 1) % EntryCount;
        return isNew;
    }
}
