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

    /// <summary>The stored windows that a range takes besides those in memory; null if it takes none.</summary>
    public static WindowRead? ReadFor(this WindowSet windows, WindowRange range)
    {
        if (!windows.HasStored || windows.WatermarkUnixMs == WindowSet.NoWatermark)
            return null;
        int tier = windows.TierOf(range.StepMs);
        // From the watermark on all windows are open.
        long to = Math.Min(range.ToUnixMs, windows.Tiers[tier].Tier.StartOf(windows.WatermarkUnixMs));
        return range.FromUnixMs < to ? new WindowRead(tier, range.FromUnixMs, to) : null;
    }

    /// <summary>Adds everything that was ever accepted.</summary>
    public static void AddAll(this WindowSet windows, SegmentCells target)
    {
        target.Add(windows.Lifetime);
        foreach (TierWindows tier in windows.Tiers)
            AddOpen(tier, new WindowRange(long.MinValue, long.MaxValue, 0), _ => target);
    }

    /// <summary>Adds the windows that <see cref="Select"/> chose.</summary>
    /// <param name="windows">The endpoint's windows.</param>
    /// <param name="range">What was chosen.</param>
    /// <param name="stored">What <see cref="ReadFor"/> asks for.</param>
    /// <param name="cellsOf">By a window's start, inside the range, what it is added to.</param>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public static void AddRange(this WindowSet windows, WindowRange range, StoredWindows stored, Func<long, SegmentCells> cellsOf)
    {
        foreach (TierWindows tier in windows.Tiers)
        {
            AddOpen(tier, range, cellsOf);
            if (tier.Tier.WidthMs < range.StepMs)
                continue;
            AddClosed(tier, range, cellsOf);
            AddStored(tier, range, stored, cellsOf);
            return;
        }
    }

    private static int TierOf(this WindowSet windows, long widthMs)
    {
        int tier = 0;
        while (windows.Tiers[tier].Tier.WidthMs < widthMs)
            tier++;
        return tier;
    }

    // What a finer window holds is not in the coarser one before it closes.
    private static void AddOpen(TierWindows tier, WindowRange range, Func<long, SegmentCells> cellsOf)
    {
        foreach (OpenWindow window in tier.Open)
        {
            if (range.Holds(window.StartUnixMs))
                cellsOf(window.StartUnixMs).Add(window.Cells);
        }
    }

    private static void AddClosed(TierWindows tier, WindowRange range, Func<long, SegmentCells> cellsOf)
    {
        ReadOnlySpan<ClosedWindow> closed = tier.Closed;
        for (int index = tier.FirstClosedFrom(range.FromUnixMs); index < closed.Length && range.Holds(closed[index].StartUnixMs); index++)
            cellsOf(closed[index].StartUnixMs).Add(closed[index]);
    }

    // What is in memory is newer.
    private static void AddStored(TierWindows tier, WindowRange range, StoredWindows stored, Func<long, SegmentCells> cellsOf)
    {
        for (int index = stored.FirstFrom(range.FromUnixMs); index < stored.Windows.Count; index++)
        {
            PackedWindow window = stored.Windows[index];
            if (!range.Holds(window.StartUnixMs))
                return;
            if (tier.HasClosed(window.StartUnixMs))
                continue;
            if (!WindowCodec.TryMergeInto(window.Bytes.Span, cellsOf(window.StartUnixMs)))
                throw new InvalidDataException($"The stored window of {tier.Tier.WidthMs} ms at {window.StartUnixMs} cannot be read.");
        }
    }
}
