namespace Pipeline.Protocol.Wire;

/// <summary>The start of a group: name, kind, which events are in it, and how many columns follow.</summary>
internal readonly struct GroupFrame
{
    public const int KindMask = 0x0f;

    public int NameIndex { get; private init; }

    public byte Kind { get; private init; }

    public int PresenceForm { get; private init; }

    public int PresenceAt { get; private init; }

    public int PresenceSize { get; private init; }

    /// <summary>Events in the group.</summary>
    public int EventCount { get; private init; }

    public int ColumnCount { get; private init; }

    public int ColumnsAt { get; private init; }

    /// <summary>Reads a group's start; false if it is cut short or contradicts itself.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, int position, int eventCount, out GroupFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(source, ref position, out ulong nameIndex) || nameIndex > int.MaxValue || position >= source.Length)
            return false;
        byte kind = source[position++];
        if (!Presence.TryCheck(kind & ~KindMask, source[position..], eventCount, out int present, out int presenceSize))
            return false;
        int columnsAt = position + presenceSize;
        if (columnsAt >= source.Length)
            return false;
        frame = new GroupFrame
        {
            NameIndex = (int)nameIndex,
            Kind = (byte)(kind & KindMask),
            PresenceForm = kind & ~KindMask,
            PresenceAt = position,
            PresenceSize = presenceSize,
            EventCount = present,
            ColumnCount = source[columnsAt],
            ColumnsAt = columnsAt + 1,
        };
        return true;
    }
}
