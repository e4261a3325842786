using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline.Protocol.Wire;

/// <summary>LEB128: seven bits a byte, low bits first, the high bit says that more follow. And zigzag: signed numbers near zero stay short.</summary>
internal static class Varint
{
    /// <summary>Bytes of the longest 64-bit number.</summary>
    public const int SizeMax = 10;

    /// <summary>The high bit of each of eight bytes.</summary>
    public const ulong ContinuationBits = 0x8080_8080_8080_8080;

    /// <summary>Bytes that <paramref name="value"/> takes: 1 to 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(ulong value) => (70 - BitOperations.LeadingZeroCount(value | 1)) / 7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToZigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromZigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Writes at the start of <paramref name="destination"/> and returns the bytes written.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        int index = 0;
        for (; value >= 0x80; value >>= 7)
            destination[index++] = (byte)(value | 0x80);
        destination[index++] = (byte)value;
        return index;
    }

    /// <summary>Reads one number at <paramref name="position"/> and moves on; false, at an unspecified position, if it does not end in time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        if ((uint)position < (uint)source.Length && source[position] < 0x80)
        {
            value = source[position++];
            return true;
        }

        return TryReadLong(source, ref position, out value);
    }

    /// <summary>Reads one number of a section that has been validated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> source, ref int position)
    {
        bool read = TryRead(source, ref position, out ulong value);
        Debug.Assert(read, "Readers run on validated bytes.");
        return value;
    }

    /// <summary>Bytes of the number at the start of a little-endian word; 0 if it does not end within these eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeWithin(ulong word)
    {
        ulong ends = ~word & ContinuationBits;
        return ends == 0 ? 0 : (BitOperations.TrailingZeroCount(ends) >> 3) + 1;
    }

    /// <summary>The number in the first <paramref name="size"/> bytes of a word, 1 to 8, joined without a loop: pairs, then fours, then eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Compact(ulong word, int size)
    {
        ulong sevens = word & (0x7f7f_7f7f_7f7f_7f7fUL >> (64 - (size * 8)));
        ulong fourteens = (sevens & 0x007f_007f_007f_007f) | ((sevens & 0x7f00_7f00_7f00_7f00) >> 1);
        ulong twentyEights = (fourteens & 0x0000_3fff_0000_3fff) | ((fourteens & 0x3fff_0000_3fff_0000) >> 2);
        return (twentyEights & 0x0fff_ffff) | ((twentyEights & 0x0fff_ffff_0000_0000) >> 4);
    }

    private static bool TryReadLong(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if ((uint)position >= (uint)source.Length)
                return false;
            byte next = source[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return shift < 63 || next <= 1;
        }

        return false;
    }
}
