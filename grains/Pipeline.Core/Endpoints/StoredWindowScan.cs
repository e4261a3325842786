using Pipeline.Core.Windows;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Which closed windows a section would change that only the store has.</summary>
internal static class StoredWindowScan
{
    /// <summary>Nearly always a comparison: a section whose earliest time falls into an open window changes no closed one.</summary>
    public static void Find(EndpointState state, ReadOnlySpan<byte> body, ApplyScratch scratch, HashSet<WindowKey> unloaded)
    {
        SectionReader section = new(body);
        WindowSet windows = state.Windows;
        if (windows.IsOpen(0, windows.Tiers[0].Tier.StartOf(section.BaseTimeUnixMs)))
            return;
        Span<long> times = scratch.Times(section.EventCount);
        if (section.TryGetColumn(ColumnId.Time, out ColumnReader column))
            column.DecodeAll(times);
        long lastSecond = long.MinValue;
        foreach (long time in times)
            Add(windows, time, ref lastSecond, unloaded);
        foreach (TallyEntry tally in section.Tallies)
            Add(windows, tally.UnixSecond * 1_000, ref lastSecond, unloaded);
        foreach (DropEntry drop in section.Drops)
            Add(windows, drop.UnixSecond * 1_000, ref lastSecond, unloaded);
    }

    // No window is narrower than a second. Times ahead of their arrival are refused or open.
    private static void Add(WindowSet windows, long timeUnixMs, ref long lastSecond, HashSet<WindowKey> unloaded)
    {
        long second = timeUnixMs / 1_000;
        if (second == lastSecond || timeUnixMs >= windows.WatermarkUnixMs)
            return;
        lastSecond = second;
        windows.FindUnloaded(timeUnixMs, unloaded);
    }
}
