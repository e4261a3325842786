using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>Closed windows leave the state for a store, in the same transaction as the snapshot they are true for.</summary>
/// <remarks>
/// The state does no I/O: it says what a store lacks (<see cref="TakeUnsaved"/>), lets go of it once told that the store has it (<see
/// cref="MarkStored"/>), and says before an entry is applied what it needs back (<see cref="FindUnloaded"/>, <see cref="Load"/>).
/// </remarks>
public sealed partial class EndpointState
{
    /// <summary>Rises when windows leave memory: what was read from the store before may lack them.</summary>
    public int StoredVersion => Windows.StoredVersion;

    /// <summary>Packed bytes of the closed windows in memory.</summary>
    public long ClosedWindowBytes => Windows.ClosedBytes();

    /// <summary>What must be stored together with the snapshot that <see cref="EndpointSnapshot.Write"/> gives now.</summary>
    public UnsavedWindows TakeUnsaved() => Windows.TakeUnsaved();

    /// <summary>Notes that the snapshot was committed, and its windows with it.</summary>
    public void MarkStored(UnsavedWindows stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        Windows.MarkStored(stored);
    }

    /// <summary>The stored windows that must be in memory before an entry is applied.</summary>
    /// <param name="header">The entry's header.</param>
    /// <param name="body">Its body; a section has been validated.</param>
    /// <param name="unloaded">Where they are added.</param>
    public void FindUnloaded(in EntryHeader header, ReadOnlySpan<byte> body, HashSet<WindowKey> unloaded)
    {
        ArgumentNullException.ThrowIfNull(unloaded);
        if (header.Kind == EntryKind.Section && Windows.HasStored)
            StoredWindowScan.Find(this, body, ApplyScratch.OfThread, unloaded);
    }

    /// <summary>
    /// Brings a window into memory as it was for this state, to be stored again: the store has it as a later state has left it, which is
    /// lost. Only for a state that does not do again what that one did.
    /// </summary>
    /// <param name="key">One that is not in memory.</param>
    /// <param name="packed">Its bytes as of this state; empty if there were none.</param>
    /// <exception cref="InvalidDataException">The bytes are no window of this endpoint.</exception>
    public void Replace(WindowKey key, ReadOnlySpan<byte> packed)
    {
        if (!Windows.Replace(key, packed, Segments.Names.Count))
            throw new InvalidDataException($"The stored window of tier {key.Tier} at {key.StartUnixMs} cannot be read.");
    }

    /// <summary>Brings a stored window back into memory, in the same turn as the entry that needs it is applied.</summary>
    /// <param name="key">One that <see cref="FindUnloaded"/> named.</param>
    /// <param name="packed">Its bytes; empty if the store has none.</param>
    /// <exception cref="InvalidDataException">The bytes are no window of this endpoint.</exception>
    public void Load(WindowKey key, ReadOnlySpan<byte> packed)
    {
        if (!Windows.Load(key, packed, Segments.Names.Count))
            throw new InvalidDataException($"The stored window of tier {key.Tier} at {key.StartUnixMs} cannot be read.");
    }
}
