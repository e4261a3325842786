using System.Buffers.Binary;
using System.Diagnostics;

namespace Pipeline.Protocol.Wire;

/// <summary>Decodes the values of validated columns.</summary>
internal static class ColumnDecoder
{
    /// <summary>Decodes as many values as the destination is long.</summary>
    public static void Decode(ReadOnlySpan<byte> source, int encoding, long factor, long addend, Span<long> values)
    {
        bool zigzag = (encoding & ColumnEncoding.Zigzag) != 0;
        switch (encoding & ColumnEncoding.ValuesMask)
        {
            case ColumnEncoding.Packed when !zigzag:
                DecodePacked(source, factor, addend, values);
                return;
            case ColumnEncoding.Packed:
                DecodePacked(source, factor: 1, addend: 0, values);
                break;
            case ColumnEncoding.Sparse:
                DecodeSparse(source, values);
                break;
            default:
                DecodeVarints(source, values);
                break;
        }

        if (zigzag)
            Unfold(values);
        if ((encoding & ColumnEncoding.ValuesMask) == ColumnEncoding.Delta)
            Accumulate(values);
        if (factor != 1 || addend != 0)
            Scale(values, factor, addend);
    }

    private static void DecodeVarints(ReadOnlySpan<byte> source, Span<long> values)
    {
        int at = 0;
        int index = 0;
        while (values.Length - index >= 8 && source.Length - at >= 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(source[at..]);
            if ((word & Varint.ContinuationBits) == 0)
            {
                Span<long> eight = values.Slice(index, 8);
                for (int lane = 0; lane < eight.Length; lane++)
                    eight[lane] = (byte)(word >> (lane * 8));
                at += 8;
                index += 8;
            }
            else
            {
                int size = Varint.SizeWithin(word);
                if (size > 0)
                {
                    values[index++] = (long)Varint.Compact(word, size);
                    at += size;
                }
                else
                {
                    values[index++] = (long)Varint.Read(source, ref at);
                }
            }
        }

        for (; index < values.Length; index++)
            values[index] = (long)Varint.Read(source, ref at);
        Debug.Assert(at == source.Length, "The values fill the column.");
    }

    private static void DecodePacked(ReadOnlySpan<byte> source, long factor, long addend, Span<long> values)
    {
        int at = 0;
        addend += (long)Varint.Read(source, ref at) * factor;
        while (!values.IsEmpty)
        {
            Span<long> block = values[..Math.Min(values.Length, BitPacking.BlockLength)];
            int width = source[at++];
            BitPacking.Unpack(source[at..], width, factor, addend, block);
            at += BitPacking.Size(block.Length, width);
            values = values[block.Length..];
        }

        Debug.Assert(at == source.Length, "The blocks fill the column.");
    }

    private static void DecodeSparse(ReadOnlySpan<byte> source, Span<long> values)
    {
        int at = 0;
        values.Fill((long)Varint.Read(source, ref at));
        int exceptions = (int)Varint.Read(source, ref at);
        int next = 0;
        for (int index = 0; index < exceptions; index++)
        {
            int position = next + (int)Varint.Read(source, ref at);
            values[position] = (long)Varint.Read(source, ref at);
            next = position + 1;
        }
    }

    private static void Unfold(Span<long> values)
    {
        foreach (ref long value in values)
            value = Varint.FromZigzag((ulong)value);
    }

    private static void Accumulate(Span<long> values)
    {
        long sum = 0;
        foreach (ref long value in values)
        {
            sum += value;
            value = sum;
        }
    }

    private static void Scale(Span<long> values, long factor, long addend)
    {
        foreach (ref long value in values)
            value = (value * factor) + addend;
    }
}
