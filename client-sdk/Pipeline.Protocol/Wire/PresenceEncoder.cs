using System.Diagnostics;

namespace Pipeline.Protocol.Wire;

/// <summary>Writes which of a column's or group's slots have a value, in whichever form is smallest.</summary>
internal static class PresenceEncoder
{
    /// <summary>Chooses the form (one of the presence bits of <see cref="ColumnEncoding"/>) and its size in bytes.</summary>
    public static int Choose(ReadOnlySpan<int> positions, int slotCount, out int size)
    {
        size = 0;
        if (positions.Length == slotCount)
            return ColumnEncoding.PresenceAll;

        int bitmapSize = (slotCount + 7) / 8;
        int sparseSize = SparseSize(positions, bitmapSize);
        size = Math.Min(bitmapSize, sparseSize);
        return sparseSize < bitmapSize ? ColumnEncoding.PresenceSparse : ColumnEncoding.PresenceBitmap;
    }

    /// <summary>Writes the chosen form into a span of exactly the chosen size.</summary>
    public static void Write(Span<byte> destination, int form, ReadOnlySpan<int> positions)
    {
        if (form == ColumnEncoding.PresenceBitmap)
        {
            destination.Clear();
            foreach (int position in positions)
                destination[position >> 3] |= (byte)(1 << (position & 7));
        }
        else if (form == ColumnEncoding.PresenceSparse)
        {
            int at = Varint.Write(destination, (uint)positions.Length);
            int next = 0;
            foreach (int position in positions)
            {
                at += Varint.Write(destination[at..], (uint)(position - next));
                next = position + 1;
            }

            Debug.Assert(at == destination.Length, "The size was computed from the same gaps.");
        }
    }

    private static int SparseSize(ReadOnlySpan<int> positions, int enough)
    {
        int size = Varint.Size((uint)positions.Length);
        int next = 0;
        foreach (int position in positions)
        {
            size += Varint.Size((uint)(position - next));
            if (size >= enough)
                return size;
            next = position + 1;
        }

        return size;
    }
}
