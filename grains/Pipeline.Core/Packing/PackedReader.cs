using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Core.Packing;

/// <summary>Reads what <see cref="PackedWriter"/> wrote, from bytes that need not be trusted.</summary>
/// <remarks>
/// Never throws. The first thing that cannot be read sets <see cref="Failed"/>; from then on every read answers zero, so callers
/// check once at the end. Lengths and counts are checked against the bytes that are left before anything is sized by them.
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public bool Failed { get; private set; }

    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Everything was readable, and nothing is left over.</summary>
    public readonly bool IsComplete => !Failed && Remaining == 0;

    public byte ReadByte()
    {
        if ((uint)_position >= (uint)_bytes.Length)
        {
            Fail();
            return 0;
        }

        return _bytes[_position++];
    }

    public ulong ReadVarint()
    {
        if ((uint)_position < (uint)_bytes.Length && _bytes[_position] < 0x80)
            return _bytes[_position++];
        return ReadLongVarint();
    }

    /// <summary>A number of at least 0.</summary>
    public long ReadCount()
    {
        ulong value = ReadVarint();
        if (value <= long.MaxValue)
            return (long)value;
        Fail();
        return 0;
    }

    /// <summary>A number between 0 and <paramref name="max"/>.</summary>
    public int ReadInt(int max)
    {
        ulong value = ReadVarint();
        if (value <= (uint)max)
            return (int)value;
        Fail();
        return 0;
    }

    /// <summary>How many items follow, each of which takes at least a byte; more than there are bytes left is a failure.</summary>
    public int ReadItemCount(int max) => ReadInt(Math.Min(max, Remaining));

    public long ReadSigned()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public Int128 ReadSum()
    {
        byte first = ReadByte();
        UInt128 zigzag = (uint)(first >> 1) & 0x3f;
        byte next = first;
        for (int shift = 6; next >= 0x80; shift += 7)
        {
            next = ReadByte();
            if (shift > 127 || Failed)
            {
                Fail();
                return 0;
            }

            zigzag |= (UInt128)(next & 0x7fu) << shift;
        }

        Int128 value = (Int128)(zigzag >> 1) ^ -(Int128)(zigzag & 1);
        return (first & 1) != 0 ? value : value * PackedWriter.CommonScale;
    }

    public ReadOnlySpan<byte> ReadBlock() => ReadRaw(ReadInt(int.MaxValue));

    public ReadOnlySpan<byte> ReadRaw(int size)
    {
        if (size > Remaining)
        {
            Fail();
            return default;
        }

        ReadOnlySpan<byte> block = _bytes.Slice(_position, size);
        _position += size;
        return block;
    }

    public double ReadDouble()
    {
        ReadOnlySpan<byte> bytes = ReadRaw(sizeof(double));
        return Failed ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
    }

    public float ReadSingle()
    {
        ReadOnlySpan<byte> bytes = ReadRaw(sizeof(float));
        return Failed ? 0 : BinaryPrimitives.ReadSingleLittleEndian(bytes);
    }

    public Half ReadHalf()
    {
        ReadOnlySpan<byte> bytes = ReadRaw(PackedWriter.HalfSize);
        return Failed ? Half.Zero : BinaryPrimitives.ReadHalfLittleEndian(bytes);
    }

    /// <summary>Declares the bytes unreadable: a number was out of the range that its meaning allows.</summary>
    public void Fail()
    {
        Failed = true;
        _position = _bytes.Length;
    }

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                if (shift == 63 && next > 1)
                    Fail();
                return Failed ? 0 : value;
            }
        }

        Fail();
        return 0;
    }
}
