using System.Diagnostics;

namespace Pipeline.Protocol.Wire;

/// <summary>Turns numbers into column bytes: tries each encoding's size and writes the smallest.</summary>
/// <remarks>Not thread-safe; keeps scratch memory as large as the largest column.</remarks>
internal sealed class ColumnEncoder(ByteWriter output)
{
    /// <summary>One over the share by which a packed column may exceed a varint one.</summary>
    public const int PackedToleranceDivisor = 8;

    private ulong[] _stored = [];

    /// <summary>Writes one column with header, presence and values.</summary>
    /// <param name="id">The column's number.</param>
    /// <param name="values">At least one value, in slot order.</param>
    /// <param name="positions">The slots of the values, ascending.</param>
    /// <param name="slotCount">Events of the section or of the group.</param>
    public void Write(byte id, ReadOnlySpan<long> values, ReadOnlySpan<int> positions, int slotCount)
    {
        Span<ulong> stored = Store(values, subtract: 0, out int exponent, out int zigzag);
        int encoding = Choose(stored, out ulong common, out int size);
        WriteColumn(id, encoding | zigzag, exponent, positions, slotCount, size, stored, common);
    }

    /// <summary>Writes the time column: every slot present, offsets from the base, plain or as differences.</summary>
    public void WriteTimes(byte id, ReadOnlySpan<long> timesUnixMs, long baseTimeUnixMs)
    {
        Span<ulong> stored = Store(timesUnixMs, baseTimeUnixMs, out int exponent, out _);
        if (IsConstant(stored))
        {
            WriteColumn(id, ColumnEncoding.Constant, exponent, default, 0, Varint.Size(stored[0]), stored, stored[0]);
            return;
        }

        int plain = ChoosePlain(stored, out ulong least, out int plainSize);
        int deltaSize = ColumnSize.Delta(stored, out bool ascending);
        if (plainSize <= deltaSize)
        {
            WriteColumn(id, plain, exponent, default, 0, plainSize, stored, least);
            return;
        }

        ToDeltas(stored, ascending);
        int zigzag = ascending ? 0 : ColumnEncoding.Zigzag;
        WriteColumn(id, ColumnEncoding.Delta | zigzag, exponent, default, 0, deltaSize, stored, 0);
    }

    /// <summary>Writes the header and presence of a column of identifiers and hands out the room for them, in slot order.</summary>
    public Span<byte> TakeRaw(byte id, int width, ReadOnlySpan<int> positions, int slotCount)
    {
        int size = positions.Length * width;
        return WriteHeader(id, ColumnEncoding.Raw, exponent: 0, positions, slotCount, size);
    }

    /// <summary>Scales the values into scratch and, if one is negative, folds signs away.</summary>
    private Span<ulong> Store(ReadOnlySpan<long> values, long subtract, out int exponent, out int zigzag)
    {
        if (_stored.Length < values.Length)
            _stored = new ulong[Math.Max(values.Length, _stored.Length * 2)];
        Span<ulong> stored = _stored.AsSpan(0, values.Length);
        Span<long> scaled = System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, long>(stored);

        long least = 0;
        for (int index = 0; index < values.Length; index++)
        {
            scaled[index] = values[index] - subtract;
            least = Math.Min(least, scaled[index]);
        }

        exponent = DecimalScale.FindExponent(scaled);
        zigzag = least < 0 ? ColumnEncoding.Zigzag : 0;
        long factor = DecimalScale.Factor(exponent);
        if (factor > 1)
        {
            for (int index = 0; index < scaled.Length; index++)
                scaled[index] /= factor;
        }

        if (zigzag != 0)
        {
            for (int index = 0; index < scaled.Length; index++)
                stored[index] = Varint.ToZigzag(scaled[index]);
        }

        return stored;
    }

    private static int Choose(ReadOnlySpan<ulong> stored, out ulong common, out int size)
    {
        common = ColumnSize.FindCommon(stored);
        if (IsConstant(stored))
        {
            size = Varint.Size(common);
            return ColumnEncoding.Constant;
        }

        int sparseSize = ColumnSize.Sparse(stored, common);
        int plain = ChoosePlain(stored, out ulong least, out int plainSize);
        size = Math.Min(sparseSize, plainSize);
        if (sparseSize < plainSize)
            return ColumnEncoding.Sparse;
        common = least;
        return plain;
    }

    /// <summary>Varint or packed. Packed may be an eighth larger: it is decoded several times as fast where numbers take two bytes or more.</summary>
    private static int ChoosePlain(ReadOnlySpan<ulong> stored, out ulong least, out int size)
    {
        int varintSize = ColumnSize.Varint(stored);
        int packedSize = ColumnSize.Packed(stored, out least);
        bool packed = packedSize <= varintSize + (varintSize / PackedToleranceDivisor);
        size = packed ? packedSize : varintSize;
        return packed ? ColumnEncoding.Packed : ColumnEncoding.Varint;
    }

    private static bool IsConstant(ReadOnlySpan<ulong> stored) => !stored.ContainsAnyExcept(stored[0]);

    private static void ToDeltas(Span<ulong> stored, bool ascending)
    {
        ulong previous = 0;
        foreach (ref ulong value in stored)
        {
            long delta = (long)(value - previous);
            previous = value;
            value = ascending ? (ulong)delta : Varint.ToZigzag(delta);
        }
    }

    private void WriteColumn(
        byte id, int encoding, int exponent, ReadOnlySpan<int> positions, int slotCount, int size, ReadOnlySpan<ulong> stored, ulong common)
    {
        Span<byte> destination = WriteHeader(id, encoding, exponent, positions, slotCount, size);
        int written = (encoding & ColumnEncoding.ValuesMask) switch
        {
            ColumnEncoding.Constant => Varint.Write(destination, common),
            ColumnEncoding.Sparse => WriteSparse(destination, stored, common),
            ColumnEncoding.Packed => WritePacked(destination, stored, common),
            _ => WriteVarints(destination, stored),
        };
        Debug.Assert(written == size, "The size was computed from the same numbers.");
    }

    /// <summary>A slot count of zero stands for columns that always have every slot.</summary>
    private Span<byte> WriteHeader(byte id, int encoding, int exponent, ReadOnlySpan<int> positions, int slotCount, int valuesSize)
    {
        int presence = PresenceEncoder.Choose(positions, slotCount, out int presenceSize);
        output.WriteByte(id);
        output.WriteByte((byte)(encoding | presence));
        output.WriteByte((byte)exponent);
        output.WriteVarint((uint)(presenceSize + valuesSize));
        Span<byte> payload = output.Take(presenceSize + valuesSize);
        PresenceEncoder.Write(payload[..presenceSize], presence, positions);
        return payload[presenceSize..];
    }

    private static int WriteVarints(Span<byte> destination, ReadOnlySpan<ulong> stored)
    {
        int at = 0;
        foreach (ulong value in stored)
        {
            if (value < 0x80)
                destination[at++] = (byte)value;
            else
                at += Varint.Write(destination[at..], value);
        }

        return at;
    }

    private static int WritePacked(Span<byte> destination, ReadOnlySpan<ulong> stored, ulong least)
    {
        int at = Varint.Write(destination, least);
        while (!stored.IsEmpty)
        {
            ReadOnlySpan<ulong> block = stored[..Math.Min(stored.Length, BitPacking.BlockLength)];
            int width = ColumnSize.PackedWidth(block, least);
            int size = BitPacking.Size(block.Length, width);
            destination[at++] = (byte)width;
            BitPacking.Pack(block, least, width, destination.Slice(at, size));
            at += size;
            stored = stored[block.Length..];
        }

        return at;
    }

    private static int WriteSparse(Span<byte> destination, ReadOnlySpan<ulong> stored, ulong common)
    {
        int at = Varint.Write(destination, common);
        at += Varint.Write(destination[at..], (uint)(stored.Length - stored.Count(common)));
        int next = 0;
        for (int index = 0; index < stored.Length; index++)
        {
            if (stored[index] == common)
                continue;
            at += Varint.Write(destination[at..], (uint)(index - next));
            at += Varint.Write(destination[at..], stored[index]);
            next = index + 1;
        }

        return at;
    }
}
