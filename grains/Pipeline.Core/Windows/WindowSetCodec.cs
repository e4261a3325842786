using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>
/// The windows' part of a snapshot: lifetime cells, then of each tier its open windows, ascending by start. Closed windows are stored
/// beside it. All cells are in the form of <see cref="CellCodec"/>.
/// </summary>
internal static class WindowSetCodec
{
    public static void Write(PackedWriter writer, WindowSet windows)
    {
        CellWorkspace workspace = new();
        WriteOptionalTime(writer, windows.WatermarkUnixMs);
        WriteCells(writer, windows.Lifetime, workspace);
        foreach (TierWindows tier in windows.Tiers)
        {
            WriteOptionalTime(writer, tier.CompleteFromUnixMs);
            OpenWindow[] open = [.. tier.Open];
            Array.Sort(open, static (left, right) => left.StartUnixMs.CompareTo(right.StartUnixMs));
            writer.WriteCount(open.Length);
            foreach (OpenWindow window in open)
            {
                writer.WriteSigned(window.StartUnixMs / tier.Tier.WidthMs);
                WriteCells(writer, window.Cells, workspace);
            }
        }
    }

    /// <summary>Fills windows that are still empty.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="windows">What is filled.</param>
    /// <param name="segmentCount">Segments of the endpoint.</param>
    /// <param name="hasClosedWindows">Whether each tier's closed windows follow its open ones, as they did before they were stored beside
    /// snapshots. They stay in memory until a store has them.</param>
    public static void ReadInto(ref PackedReader reader, WindowSet windows, int segmentCount, bool hasClosedWindows = false)
    {
        CellWorkspace workspace = new();
        windows.RestoreWatermark(ReadOptionalTime(ref reader));
        for (int cells = reader.ReadItemCount(segmentCount); cells > 0 && !reader.Failed; cells--)
        {
            int segment = reader.ReadInt(segmentCount - 1);
            Merge(ref reader, windows.GetLifetimeCell(segment, workspace));
        }

        foreach (TierWindows tier in windows.Tiers)
        {
            ReadOpen(ref reader, tier, segmentCount, workspace);
            if (hasClosedWindows)
                ReadClosed(ref reader, tier, segmentCount);
        }

        windows.MarkRestored();
    }

    private static void ReadOpen(ref PackedReader reader, TierWindows tier, int segmentCount, CellWorkspace workspace)
    {
        tier.MarkCompleteFrom(ReadOptionalTime(ref reader));
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
        {
            OpenWindow window = tier.GetOrAddOpen(ReadStart(ref reader, tier));
            for (int cells = reader.ReadItemCount(segmentCount); cells > 0 && !reader.Failed; cells--)
                Merge(ref reader, window.GetOrAdd(reader.ReadInt(segmentCount - 1), workspace));
        }
    }

    private static void ReadClosed(ref PackedReader reader, TierWindows tier, int segmentCount)
    {
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
        {
            ClosedWindow window = tier.GetOrAddClosed(ReadStart(ref reader, tier));
            for (int cells = reader.ReadItemCount(segmentCount); cells > 0 && !reader.Failed; cells--)
                window.Set(reader.ReadInt(segmentCount - 1), reader.ReadBlock().ToArray());
        }
    }

    private static void WriteCells(PackedWriter writer, ReadOnlySpan<Cell?> cells, CellWorkspace workspace)
    {
        int count = 0;
        foreach (Cell? cell in cells)
            count += cell is null ? 0 : 1;
        writer.WriteCount(count);
        for (int segment = 0; segment < cells.Length; segment++)
        {
            if (cells[segment] is not { } cell)
                continue;
            writer.WriteCount(segment);
            writer.WriteBlock(workspace.Pack(cell));
        }
    }

    private static void Merge(ref PackedReader reader, Cell target)
    {
        if (!CellCodec.TryMergeInto(reader.ReadBlock(), target))
            reader.Fail();
    }

    private static void WriteOptionalTime(PackedWriter writer, long timeUnixMs)
    {
        writer.WriteByte(timeUnixMs == long.MinValue ? (byte)0 : (byte)1);
        if (timeUnixMs != long.MinValue)
            writer.WriteSigned(timeUnixMs);
    }

    private static long ReadOptionalTime(ref PackedReader reader) => reader.ReadByte() == 0 ? long.MinValue : reader.ReadSigned();

    private static long ReadStart(ref PackedReader reader, TierWindows tier)
    {
        long number = reader.ReadSigned();
        if (Int128.Abs((Int128)number * tier.Tier.WidthMs) <= long.MaxValue / 2)
            return number * tier.Tier.WidthMs;
        reader.Fail();
        return 0;
    }
}
