namespace Pipeline.Core.Windows;

/// <summary>Reads windows: which ones answer a question, and their merge.</summary>
internal static class WindowSetQueries
{
    /// <summary>
    /// The windows that answer for an interval: of the finest tier that still has its start, else as far back as the coarsest goes.
    /// </summary>
    /// <param name="windows">The endpoint's windows.</param>
    /// <param name="fromUnixMs">Start, inclusive.</param>
    /// <param name="toUnixMs">End, exclusive; after the start.</param>
    /// <param name="stepMs">A tier's width to answer from that tier; 0 leaves the choice.</param>
    /// <returns>Null if no tier has windows <paramref name="stepMs"/> wide.</returns>
    public static WindowRange? Select(this WindowSet windows, long fromUnixMs, long toUnixMs, long stepMs = 0)
    {
        ReadOnlySpan<TierWindows> tiers = windows.Tiers;
        int tier = tiers.Length - 1;
        for (int candidate = 0; candidate < tiers.Length; candidate++)
        {
            bool fits = stepMs == 0
                ? tiers[candidate].Tier.StartOf(fromUnixMs) >= windows.CompleteFrom(candidate)
                : tiers[candidate].Tier.WidthMs == stepMs;
            if (fits)
            {
                tier = candidate;
                break;
            }
        }

        WindowTier definition = tiers[tier].Tier;
        if (stepMs != 0 && definition.WidthMs != stepMs)
            return null;
        long from = Math.Max(definition.StartOf(fromUnixMs), windows.CompleteFrom(tier));
        long to = Math.Max(definition.StartOf(toUnixMs - 1) + definition.WidthMs, from);
        return new WindowRange(from, to, definition.WidthMs);
    }

    /// <summary>Adds everything that was ever accepted for a segment to <paramref name="target"/>.</summary>
    public static void AddAll(this WindowSet windows, int segment, Cell target)
    {
        if (segment < windows.Lifetime.Length && windows.Lifetime[segment] is { } lifetime)
            target.Merge(lifetime);
        foreach (TierWindows tier in windows.Tiers)
            AddOpen(tier, new WindowRange(long.MinValue, long.MaxValue, 0), segment, target);
    }

    /// <summary>Adds the windows that <see cref="Select"/> chose, for one segment, to <paramref name="target"/>.</summary>
    public static void AddRange(this WindowSet windows, WindowRange range, int segment, Cell target)
    {
        foreach (TierWindows tier in windows.Tiers)
        {
            AddOpen(tier, range, segment, target);
            if (tier.Tier.WidthMs < range.StepMs)
                continue;
            AddClosed(tier, range, segment, target);
            return;
        }
    }

    // What a finer window holds is not in the coarser one before it closes.
    private static void AddOpen(TierWindows tier, WindowRange range, int segment, Cell target)
    {
        foreach (OpenWindow window in tier.Open)
        {
            bool isInside = window.StartUnixMs >= range.FromUnixMs && window.StartUnixMs < range.ToUnixMs;
            if (isInside && segment < window.Cells.Length && window.Cells[segment] is { } cell)
                target.Merge(cell);
        }
    }

    private static void AddClosed(TierWindows tier, WindowRange range, int segment, Cell target)
    {
        ReadOnlySpan<ClosedWindow> closed = tier.Closed;
        for (int index = tier.FirstClosedFrom(range.FromUnixMs); index < closed.Length; index++)
        {
            if (closed[index].StartUnixMs >= range.ToUnixMs)
                return;
            if (segment < closed[index].Packed.Length && closed[index].Packed[segment] is { } packed)
                CellCodec.TryMergeInto(packed, target);
        }
    }
}
