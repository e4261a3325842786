using System.Buffers.Binary;

namespace Pipeline.Core.Packing;

/// <summary>A growing buffer of variable-length integers: the form in which closed cells and snapshots are kept.</summary>
/// <remarks>
/// LEB128: seven bits a byte, low bits first, the high bit says that more follow. Signed numbers are zigzag coded first. Not thread-safe;
/// keeps its memory when cleared.
/// </remarks>
internal sealed class PackedWriter
{
    /// <summary>Weights and weighted sums are mostly whole multiples of this: a weight of one, in millionths.</summary>
    public const long CommonScale = 1_000_000;

    /// <summary>Bytes of a <see cref="Half"/>.</summary>
    public const int HalfSize = 2;

    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Empties it and lets go of memory beyond so many bytes.</summary>
    public void Clear(int keptBytesMax)
    {
        Length = 0;
        if (_bytes.Length > keptBytesMax)
            _bytes = new byte[512];
    }

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteVarint(ulong value)
    {
        Span<byte> room = Reserve(10);
        int size = 0;
        for (; value >= 0x80; value >>= 7)
            room[size++] = (byte)(value | 0x80);
        room[size++] = (byte)value;
        Length += size;
    }

    /// <summary>A number of at least 0.</summary>
    public void WriteCount(long value) => WriteVarint((ulong)value);

    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A sum in millionths. Divided by a million first where that leaves no remainder, which without sampling is always.</summary>
    /// <remarks>
    /// The first byte holds the mark "not divided", six bits of the number and the mark "more follows"; the rest is LEB128.
    /// </remarks>
    public void WriteSum(Int128 value)
    {
        (Int128 quotient, Int128 remainder) = Divide(value);
        bool divided = remainder == 0;
        UInt128 rest = Zigzag(divided ? quotient : value);
        byte first = (byte)((divided ? 0u : 1u) | ((uint)(rest & 0x3f) << 1));
        rest >>= 6;
        if (rest == 0)
        {
            WriteByte(first);
            return;
        }

        WriteByte((byte)(first | 0x80));
        for (; rest >= 0x80; rest >>= 7)
            WriteByte((byte)((uint)(rest & 0x7f) | 0x80));
        WriteByte((byte)rest);
    }

    /// <summary>Bytes with their length before them.</summary>
    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The number's bits, so that what is read is exactly what was written.</summary>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    /// <summary>As <see cref="WriteDouble"/>.</summary>
    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(sizeof(float)), value);

    /// <summary>As <see cref="WriteDouble"/>.</summary>
    public void WriteHalf(Half value) => BinaryPrimitives.WriteHalfLittleEndian(Take(HalfSize), value);

    /// <summary>Counts <paramref name="size"/> bytes as written and hands them out to be filled.</summary>
    public Span<byte> Take(int size)
    {
        Span<byte> room = Reserve(size)[..size];
        Length += size;
        return room;
    }

    public byte[] ToArray() => Written.ToArray();

    private static (Int128 Quotient, Int128 Remainder) Divide(Int128 value)
    {
        if (value != (long)value)
            return Int128.DivRem(value, CommonScale);
        (long quotient, long remainder) = Math.DivRem((long)value, CommonScale);
        return (quotient, remainder);
    }

    private static UInt128 Zigzag(Int128 value) => (UInt128)((value << 1) ^ (value >> 127));

    private Span<byte> Reserve(int size)
    {
        if (_bytes.Length - Length < size)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        return _bytes.AsSpan(Length);
    }
}
