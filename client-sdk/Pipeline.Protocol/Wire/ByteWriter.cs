using System.Buffers.Binary;

namespace Pipeline.Protocol.Wire;

/// <summary>A growing buffer with the writes that the formats need. Not thread-safe; keeps its memory when cleared.</summary>
internal sealed class ByteWriter
{
    private const int CapacityMin = 256;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Makes room for <paramref name="size"/> bytes, counts them as written and hands them out to be filled; they are not zeroed.</summary>
    public Span<byte> Take(int size)
    {
        if (_bytes.Length - Length < size)
            Array.Resize(ref _bytes, Math.Max(Math.Max(CapacityMin, _bytes.Length * 2), Length + size));
        Span<byte> taken = _bytes.AsSpan(Length, size);
        Length += size;
        return taken;
    }

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void WriteUInt16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), checked((ushort)value));

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void WriteVarint(ulong value)
    {
        Span<byte> destination = Take(Varint.Size(value));
        Varint.Write(destination, value);
    }

    /// <summary>Overwrites a byte written before.</summary>
    public void PatchByte(int position, byte value) => _bytes[position] = value;

    /// <summary>Overwrites two bytes written before.</summary>
    public void PatchUInt16(int position, int value)
        => BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(position, 2), checked((ushort)value));

    /// <summary>Overwrites four bytes written before.</summary>
    public void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position, 4), value);
}
