namespace Pipeline.Protocol.Wire;

/// <summary>What a column would take in each encoding, without writing it.</summary>
internal static class ColumnSize
{
    public static int Varint(ReadOnlySpan<ulong> stored)
    {
        int size = 0;
        foreach (ulong value in stored)
            size += Wire.Varint.Size(value);
        return size;
    }

    /// <summary>Size of the differences; they need no sign where the numbers never fall.</summary>
    public static int Delta(ReadOnlySpan<ulong> stored, out bool ascending)
    {
        int plain = 0;
        int zigzag = 0;
        ulong previous = 0;
        ascending = true;
        foreach (ulong value in stored)
        {
            long delta = (long)(value - previous);
            previous = value;
            ascending &= delta >= 0;
            plain += Wire.Varint.Size((ulong)delta);
            zigzag += Wire.Varint.Size(Wire.Varint.ToZigzag(delta));
        }

        return ascending ? plain : zigzag;
    }

    /// <summary>Size in packed blocks; <see cref="int.MaxValue"/> where a number is too wide for them.</summary>
    /// <param name="stored">At least one number.</param>
    /// <param name="least">The smallest number, which all others are stored relative to.</param>
    public static int Packed(ReadOnlySpan<ulong> stored, out ulong least)
    {
        least = ulong.MaxValue;
        foreach (ulong value in stored)
            least = Math.Min(least, value);

        int size = Wire.Varint.Size(least);
        while (!stored.IsEmpty)
        {
            ReadOnlySpan<ulong> block = stored[..Math.Min(stored.Length, BitPacking.BlockLength)];
            int width = PackedWidth(block, least);
            if (width > BitPacking.WidthMax)
                return int.MaxValue;
            size += 1 + BitPacking.Size(block.Length, width);
            stored = stored[block.Length..];
        }

        return size;
    }

    /// <summary>Bits that the largest number of a block needs beyond <paramref name="least"/>.</summary>
    public static int PackedWidth(ReadOnlySpan<ulong> block, ulong least)
    {
        ulong joined = 0;
        foreach (ulong value in block)
            joined |= value - least;
        return BitPacking.Width(joined);
    }

    public static int Sparse(ReadOnlySpan<ulong> stored, ulong common)
    {
        int exceptions = 0;
        int size = 0;
        int next = 0;
        for (int index = 0; index < stored.Length; index++)
        {
            if (stored[index] == common)
                continue;
            exceptions++;
            size += Wire.Varint.Size((uint)(index - next)) + Wire.Varint.Size(stored[index]);
            next = index + 1;
        }

        return size + Wire.Varint.Size(common) + Wire.Varint.Size((uint)exceptions);
    }

    /// <summary>The number that more than half of the slots hold, if there is one, by majority vote; else any of them.</summary>
    public static ulong FindCommon(ReadOnlySpan<ulong> stored)
    {
        ulong candidate = 0;
        int votes = 0;
        foreach (ulong value in stored)
        {
            if (votes == 0)
                candidate = value;
            votes += value == candidate ? 1 : -1;
        }

        return candidate;
    }
}
