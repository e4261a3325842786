namespace Pipeline.Protocol.Wire;

/// <summary>A column's header: number, encoding, decimal exponent and where its payload lies.</summary>
internal readonly struct ColumnFrame
{
    public byte Id { get; private init; }

    /// <summary>As described at <see cref="ColumnEncoding"/>.</summary>
    public byte Encoding { get; private init; }

    /// <summary>Stored numbers are to be multiplied by ten to this power.</summary>
    public byte Exponent { get; private init; }

    public int PayloadAt { get; private init; }

    public int PayloadLength { get; private init; }

    public int End => PayloadAt + PayloadLength;

    public int Values => Encoding & ColumnEncoding.ValuesMask;

    public int Presence => Encoding & ColumnEncoding.PresenceMask;

    public bool IsZigzag => (Encoding & ColumnEncoding.Zigzag) != 0;

    /// <summary>Reads the header at <paramref name="position"/>; false if it or its payload reaches beyond the source.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, int position, out ColumnFrame frame)
    {
        frame = default;
        if (position > source.Length - 4)
            return false;
        byte id = source[position];
        byte encoding = source[position + 1];
        byte exponent = source[position + 2];
        position += 3;
        if (!Varint.TryRead(source, ref position, out ulong length) || length > (ulong)(source.Length - position))
            return false;
        frame = new ColumnFrame { Id = id, Encoding = encoding, Exponent = exponent, PayloadAt = position, PayloadLength = (int)length };
        return true;
    }
}
