namespace Pipeline.Core.Windows;

/// <summary>What must be stored together with a snapshot: the closed windows that the store lacks, and what it may forget.</summary>
/// <remarks>
/// What may be forgotten is what was beyond retention at the snapshot before: whoever falls back to that one still finds all it needs.
/// </remarks>
public sealed class UnsavedWindows
{
    private readonly ClosedWindow[] _taken;
    private readonly int[] _revisions;

    internal UnsavedWindows(
        IReadOnlyList<(WindowKey Key, byte[] Bytes)> windows,
        IReadOnlyList<WindowKey> removals,
        long[] completeFrom,
        ClosedWindow[] taken)
    {
        Windows = windows;
        Removals = removals;
        CompleteFrom = completeFrom;
        _taken = taken;
        _revisions = [.. taken.Select(window => window.Revision)];
    }

    /// <summary>Windows to write, each as <see cref="PackedWindow"/> describes.</summary>
    public IReadOnlyList<(WindowKey Key, byte[] Bytes)> Windows { get; }

    /// <summary>Of each tier the start before which windows may be removed.</summary>
    public IReadOnlyList<WindowKey> Removals { get; }

    /// <summary>By tier, where it is complete from as of this snapshot.</summary>
    internal long[] CompleteFrom { get; }

    internal void MarkStored()
    {
        for (int index = 0; index < _taken.Length; index++)
            _taken[index].MarkStored(_revisions[index]);
    }
}
