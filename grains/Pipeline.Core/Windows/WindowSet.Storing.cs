using System.Diagnostics;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>How closed windows leave memory for a store, and come back to be changed.</summary>
internal sealed partial class WindowSet
{
    // By tier, where it was complete from at the latest stored snapshot; null while no store has anything.
    private long[]? _storedCompleteFrom;

    /// <summary>Whether a store may hold windows that are not in memory.</summary>
    public bool HasStored => _storedCompleteFrom is not null;

    /// <summary>Rises when windows leave memory: what was read from the store before may lack them.</summary>
    public int StoredVersion { get; private set; }

    /// <summary>Packed bytes of the closed windows in memory.</summary>
    public long ClosedBytes()
    {
        long bytes = 0;
        foreach (TierWindows tier in _tiers)
        {
            foreach (ClosedWindow window in tier.Closed)
                bytes += window.SizeBytes;
        }

        return bytes;
    }

    /// <summary>What a store lacks. Changes nothing: only <see cref="MarkStored"/> does, when it has them.</summary>
    public UnsavedWindows TakeUnsaved()
    {
        PackedWriter writer = new();
        List<(WindowKey, byte[])> windows = [];
        List<ClosedWindow> taken = [];
        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            foreach (ClosedWindow window in _tiers[tier].Closed)
            {
                if (!window.IsUnsaved)
                    continue;
                windows.Add((new WindowKey(tier, window.StartUnixMs), WindowCodec.Write(writer, window)));
                taken.Add(window);
            }
        }

        return new UnsavedWindows(windows, Removals(), CurrentCompleteFrom(), [.. taken]);
    }

    /// <summary>Lets go of windows that are stored and did not change meanwhile.</summary>
    public void MarkStored(UnsavedWindows stored)
    {
        stored.MarkStored();
        foreach (TierWindows tier in _tiers)
            tier.ForgetStored();
        _storedCompleteFrom = stored.CompleteFrom;
        StoredVersion++;
    }

    /// <summary>Notes that the state comes from a snapshot, with whose commit its closed windows were stored.</summary>
    public void MarkRestored() => _storedCompleteFrom = CurrentCompleteFrom();

    /// <summary>
    /// Adds the closed windows that an event or tally of a time would change, and which only the store has: its own, and the coarser ones
    /// that it was passed on to.
    /// </summary>
    public void FindUnloaded(long timeUnixMs, HashSet<WindowKey> unloaded)
    {
        int tier = FindTier(timeUnixMs);
        if (tier >= 0)
            FindUnloaded(tier, timeUnixMs, unloaded);
    }

    /// <summary>Adds the closed windows that a cell added at a tier would change, and which only the store has.</summary>
    public void FindUnloaded(int tier, long timeUnixMs, HashSet<WindowKey> unloaded)
    {
        for (; tier < _tiers.Length; tier++)
        {
            long start = _tiers[tier].Tier.StartOf(timeUnixMs);
            if (IsOpen(tier, start))
                return;
            if (start >= CompleteFrom(tier) && !_tiers[tier].HasClosed(start))
                unloaded.Add(new WindowKey(tier, start));
        }
    }

    /// <summary>Brings a closed window back into memory.</summary>
    /// <param name="key">Which; not in memory.</param>
    /// <param name="packed">Its bytes; empty if the store has none.</param>
    /// <param name="segmentCount">Segments of the endpoint.</param>
    /// <returns>False if the bytes are no window.</returns>
    public bool Load(WindowKey key, ReadOnlySpan<byte> packed, int segmentCount)
    {
        Debug.Assert(!_tiers[key.Tier].HasClosed(key.StartUnixMs), "What is in memory is newer.");
        ClosedWindow window = _tiers[key.Tier].GetOrAddClosed(key.StartUnixMs);
        bool isRead = packed.IsEmpty || WindowCodec.TryRead(packed, segmentCount, window);
        window.MarkStored(window.Revision);
        return isRead;
    }

    /// <summary>
    /// Brings a window into memory as the store must have it again, after it was changed there on behalf of a state that is lost.
    /// </summary>
    /// <returns>False if the bytes are no window.</returns>
    public bool Replace(WindowKey key, ReadOnlySpan<byte> packed, int segmentCount)
    {
        bool isRead = Load(key, packed, segmentCount);
        _tiers[key.Tier].GetOrAddClosed(key.StartUnixMs).MarkStored(ClosedWindow.NoRevision);
        return isRead;
    }

    private WindowKey[] Removals()
    {
        if (_storedCompleteFrom is not { } completeFrom)
            return [];
        WindowKey[] removals = new WindowKey[WindowOptions.TierCountMax];
        for (int tier = 0; tier < removals.Length; tier++)
            removals[tier] = new WindowKey(tier, tier < completeFrom.Length ? completeFrom[tier] : long.MaxValue);
        return removals;
    }

    private long[] CurrentCompleteFrom()
    {
        long[] completeFrom = new long[_tiers.Length];
        for (int tier = 0; tier < _tiers.Length; tier++)
            completeFrom[tier] = CompleteFrom(tier);
        return completeFrom;
    }
}
