using System.Buffers.Binary;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The fixed start of a section, and where its parts lie.</summary>
internal readonly struct SectionHeader
{
    public int EndpointLength { get; private init; }

    public long BaseTimeUnixMs { get; private init; }

    public int EventCount { get; private init; }

    public int TallyCount { get; private init; }

    public int StringCount { get; private init; }

    public int DictionaryBytes { get; private init; }

    public int SegmentCount { get; private init; }

    public int ValueGroupCount { get; private init; }

    public int OperationGroupCount { get; private init; }

    public int ColumnCount { get; private init; }

    public int TallyBytes { get; private init; }

    public bool IsWide { get; private init; }

    public bool HasDrops { get; private init; }

    /// <summary>Where the dictionary's end offsets start.</summary>
    public int EndsAt => SectionFormat.HeaderSize + EndpointLength;

    /// <summary>Where the dictionary's texts start.</summary>
    public int StringsAt => EndsAt + (StringCount * (IsWide ? 4 : 2));

    public int TalliesAt => StringsAt + DictionaryBytes;

    public int ColumnsAt => TalliesAt + TallyBytes;

    /// <summary>Reads the header and checks everything that can be known from it, above all that its parts lie within the section.</summary>
    public static WireError TryRead(ReadOnlySpan<byte> section, out SectionHeader header)
    {
        header = default;
        if (section.Length < SectionFormat.SizeMin)
            return new WireError(WireFault.Truncated, section.Length);
        if (section.Length > EventLimits.SectionBytesMax)
            return new WireError(WireFault.LimitExceeded, 0);
        if (BinaryPrimitives.ReadUInt32LittleEndian(section) != SectionFormat.Magic)
            return new WireError(WireFault.BadMagic, 0);
        if (section[4] != SectionFormat.Version || (section[SectionFormat.FlagsAt] & ~SectionFormat.FlagsKnown) != 0)
            return new WireError(WireFault.UnsupportedVersion, 4);

        int byteLength = BinaryPrimitives.ReadInt32LittleEndian(section[SectionFormat.ByteLengthAt..]);
        if (byteLength != section.Length)
            return new WireError(byteLength < section.Length ? WireFault.TrailingBytes : WireFault.Truncated, SectionFormat.ByteLengthAt);

        header = ReadTrusted(section);
        return header.Check(section.Length);
    }

    /// <summary>Reads the header of a section that has been validated.</summary>
    public static SectionHeader ReadTrusted(ReadOnlySpan<byte> section) => new()
    {
        IsWide = (section[SectionFormat.FlagsAt] & SectionFormat.FlagWideDictionary) != 0,
        HasDrops = (section[SectionFormat.FlagsAt] & SectionFormat.FlagDrops) != 0,
        EndpointLength = BinaryPrimitives.ReadUInt16LittleEndian(section[SectionFormat.EndpointLengthAt..]),
        BaseTimeUnixMs = BinaryPrimitives.ReadInt64LittleEndian(section[SectionFormat.BaseTimeAt..]),
        EventCount = BinaryPrimitives.ReadInt32LittleEndian(section[SectionFormat.EventCountAt..]),
        TallyCount = BinaryPrimitives.ReadInt32LittleEndian(section[SectionFormat.TallyCountAt..]),
        StringCount = BinaryPrimitives.ReadInt32LittleEndian(section[SectionFormat.StringCountAt..]),
        DictionaryBytes = BinaryPrimitives.ReadInt32LittleEndian(section[SectionFormat.DictionaryBytesAt..]),
        SegmentCount = BinaryPrimitives.ReadUInt16LittleEndian(section[SectionFormat.SegmentCountAt..]),
        ValueGroupCount = BinaryPrimitives.ReadUInt16LittleEndian(section[SectionFormat.ValueGroupCountAt..]),
        OperationGroupCount = BinaryPrimitives.ReadUInt16LittleEndian(section[SectionFormat.OperationGroupCountAt..]),
        ColumnCount = BinaryPrimitives.ReadUInt16LittleEndian(section[SectionFormat.ColumnCountAt..]),
        TallyBytes = BinaryPrimitives.ReadInt32LittleEndian(section[SectionFormat.TallyBytesAt..]),
    };

    private WireError Check(int sectionLength)
    {
        if (EventCount < 0 || TallyCount < 0 || StringCount < 0 || DictionaryBytes < 0 || TallyBytes < 0)
            return new WireError(WireFault.BadNumber, SectionFormat.EventCountAt);
        if (EventCount == 0 && TallyCount == 0 && !HasDrops)
            return new WireError(WireFault.BadNumber, SectionFormat.EventCountAt);
        if (EventCount > EventLimits.EventsPerSectionMax
            || TallyCount > EventLimits.TalliesPerSectionMax
            || StringCount > EventLimits.StringsPerSectionMax
            || SegmentCount > EventLimits.SegmentsPerSectionMax
            || ValueGroupCount > EventLimits.ValueGroupsPerSectionMax
            || OperationGroupCount > EventLimits.OperationGroupsPerSectionMax
            || ColumnCount > byte.MaxValue)
            return new WireError(WireFault.LimitExceeded, SectionFormat.EventCountAt);
        if (BaseTimeUnixMs is < EventLimits.TimeUnixMsMin or > EventLimits.TimeUnixMsMax)
            return new WireError(WireFault.BadNumber, SectionFormat.BaseTimeAt);
        if (SegmentCount > StringCount || EndpointLength == 0)
            return new WireError(WireFault.BadStructure, SectionFormat.SegmentCountAt);

        // Each part alone must be shorter than the section before sums are formed, so that no sum can overflow.
        int room = sectionLength - SectionFormat.ChecksumSize;
        bool fits = DictionaryBytes <= room && TallyBytes <= room && ColumnsAt <= room;
        return fits ? WireError.None : new WireError(WireFault.Truncated, sectionLength);
    }
}
