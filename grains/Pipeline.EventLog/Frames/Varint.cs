namespace Pipeline.EventLog.Frames;

/// <summary>Unsigned LEB128: seven bits a byte, lowest first, the high bit says that more follow.</summary>
internal static class Varint
{
    /// <summary>Greatest length of a number, in bytes.</summary>
    public const int BytesMax = 10;

    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, long value)
    {
        ulong rest = (ulong)value;
        int length = 0;
        while (rest >= 0x80)
        {
            destination[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        destination[length++] = (byte)rest;
        return length;
    }

    /// <summary>Reads a number in [0, <paramref name="max"/>] and moves the span past it.</summary>
    /// <returns>False if the bytes end early or the number is greater.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> source, long max, out long value)
    {
        ulong result = 0;
        for (int i = 0; i < source.Length && i < BytesMax; i++)
        {
            // The tenth byte holds the 64th bit only; anything above it would be lost in the shift.
            if (i == BytesMax - 1 && source[i] > 1)
                break;
            result |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] >= 0x80)
                continue;
            source = source[(i + 1)..];
            value = (long)result;
            return result <= (ulong)max;
        }
        value = 0;
        return false;
    }
}
