using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>A closed window as one block of bytes: version, then of each segment with anything its number and its packed cell.</summary>
/// <remarks>The cells are in the form of <see cref="CellCodec"/> and copied as they are; the store's checksum covers them.</remarks>
internal static class WindowCodec
{
    private const byte Version = 1;

    public static byte[] Write(PackedWriter writer, ClosedWindow window)
    {
        writer.Clear();
        writer.WriteByte(Version);
        int count = 0;
        foreach (byte[]? cell in window.Packed)
            count += cell is null ? 0 : 1;
        writer.WriteCount(count);
        for (int segment = 0; segment < window.Packed.Length; segment++)
        {
            if (window.Packed[segment] is not { } packed)
                continue;
            writer.WriteCount(segment);
            writer.WriteBlock(packed);
        }

        return writer.ToArray();
    }

    /// <summary>Puts stored cells into a window that is empty; false if the bytes are no window of so many segments.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int segmentCount, ClosedWindow window)
    {
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        for (int cells = reader.ReadItemCount(segmentCount); cells > 0 && !reader.Failed; cells--)
        {
            int segment = reader.ReadInt(segmentCount - 1);
            window.Set(segment, reader.ReadBlock().ToArray());
        }

        return reader.IsComplete;
    }

    /// <summary>Adds stored cells to the cells of their segments; false, with those unspecified, if the bytes are no window.</summary>
    public static bool TryMergeInto(ReadOnlySpan<byte> bytes, SegmentCells target)
    {
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        for (int cells = reader.ReadItemCount(target.SegmentCount); cells > 0 && !reader.Failed; cells--)
        {
            int segment = reader.ReadInt(target.SegmentCount - 1);
            ReadOnlySpan<byte> packed = reader.ReadBlock();
            if (target.Wants(segment) && !CellCodec.TryMergeInto(packed, target.GetOrAdd(segment)))
                return false;
        }

        return reader.IsComplete;
    }
}
