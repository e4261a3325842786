using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;

namespace Pipeline.Protocol.Wire;

/// <summary>Reads which slots have a value: all, a bitmap, or a list of gaps.</summary>
internal static class Presence
{
    /// <summary>Checks the presence at the start of <paramref name="payload"/>.</summary>
    /// <param name="form">Presence bits of the encoding byte.</param>
    /// <param name="payload">Starts with the presence; may go on after it.</param>
    /// <param name="slotCount">Slots of the column or group.</param>
    /// <param name="presentCount">Slots with a value.</param>
    /// <param name="size">Bytes of the payload that are presence.</param>
    public static bool TryCheck(int form, ReadOnlySpan<byte> payload, int slotCount, out int presentCount, out int size)
    {
        presentCount = slotCount;
        size = 0;
        return form switch
        {
            ColumnEncoding.PresenceAll => true,
            ColumnEncoding.PresenceBitmap => TryCheckBitmap(payload, slotCount, out presentCount, out size),
            ColumnEncoding.PresenceSparse => TryCheckSparse(payload, slotCount, out presentCount, out size),
            _ => false,
        };
    }

    /// <summary>Number of present slots, and bytes of presence, of validated bytes.</summary>
    public static int Count(int form, ReadOnlySpan<byte> payload, int slotCount, out int size)
    {
        size = 0;
        if (form == ColumnEncoding.PresenceAll)
            return slotCount;
        if (form == ColumnEncoding.PresenceBitmap)
        {
            size = BitmapSize(slotCount);
            return CountBits(payload[..size]);
        }

        int count = (int)Varint.Read(payload, ref size);
        for (int index = 0; index < count; index++)
            Varint.Read(payload, ref size);
        return count;
    }

    /// <summary>Writes the present slots in ascending order.</summary>
    public static void ReadPositions(int form, ReadOnlySpan<byte> presence, Span<int> positions)
    {
        if (form == ColumnEncoding.PresenceBitmap)
            ReadBitmap(presence, positions);
        else if (form == ColumnEncoding.PresenceSparse)
            ReadSparse(presence, positions);
        else
            FillAll(positions);
    }

    /// <summary>Moves compact values to their slots and fills the other slots, in place.</summary>
    /// <param name="form">Bitmap or sparse.</param>
    /// <param name="presence">The presence bytes.</param>
    /// <param name="presentCount">Number of values.</param>
    /// <param name="values">One place for each slot; the compact values stand at its end.</param>
    /// <param name="absent">For slots without a value.</param>
    /// <remarks>
    /// Value i stands at slots - present + i, and at least present - i slots follow its own, so no value moves upwards: going forward, nothing
    /// is overwritten before it has been moved.
    /// </remarks>
    public static void Spread(int form, ReadOnlySpan<byte> presence, int presentCount, Span<long> values, long absent)
    {
        int next = 0;
        int at = 0;
        int bits = 0;
        if (form == ColumnEncoding.PresenceSparse)
            Varint.Read(presence, ref at);
        for (int from = values.Length - presentCount; from < values.Length; from++)
        {
            int slot = form == ColumnEncoding.PresenceSparse
                ? next + (int)Varint.Read(presence, ref at)
                : NextInBitmap(presence, ref at, ref bits);
            long value = values[from];
            values[next..slot].Fill(absent);
            values[slot] = value;
            next = slot + 1;
        }

        values[next..].Fill(absent);
    }

    /// <summary>The next set bit; <paramref name="at"/> bytes have been loaded, <paramref name="bits"/> are left of the last one.</summary>
    private static int NextInBitmap(ReadOnlySpan<byte> bitmap, ref int at, ref int bits)
    {
        while (bits == 0)
            bits = bitmap[at++];
        int slot = ((at - 1) * 8) + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        return slot;
    }

    private static int BitmapSize(int slotCount) => (slotCount + 7) / 8;

    private static bool TryCheckBitmap(ReadOnlySpan<byte> payload, int slotCount, out int presentCount, out int size)
    {
        presentCount = 0;
        size = BitmapSize(slotCount);
        if (payload.Length < size)
            return false;
        presentCount = CountBits(payload[..size]);
        int usedInLastByte = slotCount & 7;
        return usedInLastByte == 0 || payload[size - 1] >> usedInLastByte == 0;
    }

    private static bool TryCheckSparse(ReadOnlySpan<byte> payload, int slotCount, out int presentCount, out int size)
    {
        presentCount = 0;
        size = 0;
        if (!Varint.TryRead(payload, ref size, out ulong count) || count > (ulong)slotCount)
            return false;
        presentCount = (int)count;
        ulong next = 0;
        for (int index = 0; index < presentCount; index++)
        {
            if (!Varint.TryRead(payload, ref size, out ulong gap) || gap >= (ulong)slotCount - next)
                return false;
            next += gap + 1;
        }

        return true;
    }

    private static int CountBits(ReadOnlySpan<byte> bitmap)
    {
        int count = 0;
        for (; bitmap.Length >= 8; bitmap = bitmap[8..])
            count += BitOperations.PopCount(BinaryPrimitives.ReadUInt64LittleEndian(bitmap));
        foreach (byte bits in bitmap)
            count += BitOperations.PopCount(bits);
        return count;
    }

    private static void ReadBitmap(ReadOnlySpan<byte> bitmap, Span<int> positions)
    {
        int written = 0;
        for (int at = 0; at < bitmap.Length; at++)
        {
            for (int bits = bitmap[at]; bits != 0; bits &= bits - 1)
                positions[written++] = (at * 8) + BitOperations.TrailingZeroCount(bits);
        }

        Debug.Assert(written == positions.Length, "One position per set bit.");
    }

    private static void ReadSparse(ReadOnlySpan<byte> presence, Span<int> positions)
    {
        int at = 0;
        Varint.Read(presence, ref at);
        int next = 0;
        foreach (ref int position in positions)
        {
            position = next + (int)Varint.Read(presence, ref at);
            next = position + 1;
        }
    }

    private static void FillAll(Span<int> positions)
    {
        for (int index = 0; index < positions.Length; index++)
            positions[index] = index;
    }
}
