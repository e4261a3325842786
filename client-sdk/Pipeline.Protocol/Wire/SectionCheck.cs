using System.Buffers.Binary;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The parts of a section's validation, in the order of the bytes; each part stands on the ones before.</summary>
internal ref struct SectionCheck(ReadOnlySpan<byte> content, SectionHeader header)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private readonly SectionHeader _header = header;
    private int _at = header.ColumnsAt;

    public WireError Error { get; private set; }

    public long MinTimeUnixMs { get; private set; } = long.MaxValue;

    public long MaxTimeUnixMs { get; private set; } = long.MinValue;

    /// <summary>Endpoint and dictionary: ends never fall, every string is a name of lawful length.</summary>
    public bool TryDictionary()
    {
        if (!NameRules.IsName(_content.Slice(SectionFormat.HeaderSize, _header.EndpointLength), EventLimits.EndpointBytesMax))
            return Fail(WireFault.BadName, SectionFormat.HeaderSize);

        ReadOnlySpan<byte> ends = _content[_header.EndsAt.._header.StringsAt];
        ReadOnlySpan<byte> texts = _content.Slice(_header.StringsAt, _header.DictionaryBytes);
        int start = 0;
        for (int index = 0; index < _header.StringCount; index++)
        {
            int end = _header.IsWide
                ? BinaryPrimitives.ReadInt32LittleEndian(ends[(index * 4)..])
                : BinaryPrimitives.ReadUInt16LittleEndian(ends[(index * 2)..]);
            if (end < start || end > texts.Length)
                return Fail(WireFault.BadStructure, _header.EndsAt);
            int bytesMax = index < _header.SegmentCount ? EventLimits.SegmentBytesMax : EventLimits.NameBytesMax;
            if (!NameRules.IsName(texts[start..end], bytesMax))
                return Fail(WireFault.BadName, _header.StringsAt + start);
            start = end;
        }

        return start == texts.Length || Fail(WireFault.BadStructure, _header.StringsAt + start);
    }

    /// <summary>Tallies, then drops if there are any, and nothing left over.</summary>
    public bool TryTalliesAndDrops()
    {
        int at = 0;
        if (!TryTallies(ref at) || (_header.HasDrops && !TryDrops(ref at)))
            return false;
        return at == _header.TallyBytes || Fail(WireFault.TrailingBytes, _header.TalliesAt + at);
    }

    /// <summary>Lawful segment, second and count of each.</summary>
    private bool TryTallies(ref int at)
    {
        ReadOnlySpan<byte> tallies = _content.Slice(_header.TalliesAt, _header.TallyBytes);
        long second = _header.BaseTimeUnixMs / 1000;
        for (int index = 0; index < _header.TallyCount; index++)
        {
            if (!Varint.TryRead(tallies, ref at, out ulong segmentAndOutcome)
                || !Varint.TryRead(tallies, ref at, out ulong step)
                || !Varint.TryRead(tallies, ref at, out ulong count))
                return Fail(WireFault.Truncated, _header.TalliesAt);
            second = unchecked(second + Varint.FromZigzag(step));
            bool lawful = segmentAndOutcome >> 1 < (ulong)_header.SegmentCount
                && second >= EventLimits.TimeUnixMsMin / 1000 && second <= EventLimits.TimeUnixMsMax / 1000
                && count >= 1 && count <= EventLimits.CountMax;
            if (!lawful)
                return Fail(WireFault.BadNumber, _header.TalliesAt + at);
            ExtendTime(second * 1000, second * 1000);
        }

        return true;
    }

    /// <summary>At least one and at most as many as a section may hold; lawful segment, cause, second and numbers of each, not both of them 0.</summary>
    private bool TryDrops(ref int at)
    {
        ReadOnlySpan<byte> drops = _content.Slice(_header.TalliesAt, _header.TallyBytes);
        if (!Varint.TryRead(drops, ref at, out ulong dropCount))
            return Fail(WireFault.Truncated, _header.TalliesAt);
        if (dropCount is 0 or > EventLimits.DropsPerSectionMax)
            return Fail(WireFault.LimitExceeded, _header.TalliesAt + at);
        long second = _header.BaseTimeUnixMs / 1000;
        for (int index = 0; index < (int)dropCount; index++)
        {
            if (!Varint.TryRead(drops, ref at, out ulong segmentAndCause)
                || !Varint.TryRead(drops, ref at, out ulong step)
                || !Varint.TryRead(drops, ref at, out ulong events)
                || !Varint.TryRead(drops, ref at, out ulong calls))
                return Fail(WireFault.Truncated, _header.TalliesAt);
            second = unchecked(second + Varint.FromZigzag(step));
            bool lawful = segmentAndCause >> SectionFormat.DropCauseBits < (ulong)_header.SegmentCount
                && (segmentAndCause & SectionFormat.DropCauseMask) < DropCauses.Count
                && second >= EventLimits.TimeUnixMsMin / 1000 && second <= EventLimits.TimeUnixMsMax / 1000
                && events <= EventLimits.CountMax && calls <= EventLimits.CountMax && (events | calls) != 0;
            if (!lawful)
                return Fail(WireFault.BadNumber, _header.TalliesAt + at);
            ExtendTime(second * 1000, second * 1000);
        }

        return true;
    }

    /// <summary>Event columns: ascending ids, the known ones lawful, time and segment there.</summary>
    public bool TryColumns()
    {
        if (_header.EventCount == 0)
            return _header.ColumnCount == 0 || Fail(WireFault.BadStructure, SectionFormat.ColumnCountAt);

        bool hasTime = false;
        bool hasSegment = false;
        int previousId = 0;
        for (int index = 0; index < _header.ColumnCount; index++)
        {
            if (!TryFrame(ref previousId, out ColumnFrame frame) || !TryEventColumn(frame))
                return false;
            hasTime |= frame.Id == (int)ColumnId.Time;
            hasSegment |= frame.Id == (int)ColumnId.Segment;
            _at = frame.End;
        }

        return (hasTime && hasSegment) || Fail(WireFault.MissingColumn, _header.ColumnsAt);
    }

    /// <summary>Operations, then values.</summary>
    public bool TryGroups()
        => TryGroups(_header.OperationGroupCount, isOperation: true) && TryGroups(_header.ValueGroupCount, isOperation: false);

    /// <summary>Nothing follows, and the base time is what it says: the earliest time.</summary>
    public bool TryEnd()
    {
        if (_at != _content.Length)
            return Fail(WireFault.TrailingBytes, _at);
        return MinTimeUnixMs == _header.BaseTimeUnixMs || Fail(WireFault.BadStructure, SectionFormat.BaseTimeAt);
    }

    private bool TryGroups(int groupCount, bool isOperation)
    {
        if (groupCount > 0 && _header.EventCount == 0)
            return Fail(WireFault.BadStructure, SectionFormat.EventCountAt);
        long entries = 0;
        long previousKey = -1;
        byte kindMax = isOperation ? (byte)OperationKind.Io : (byte)ValueKind.Distribution;
        for (int index = 0; index < groupCount; index++)
        {
            if (!GroupFrame.TryRead(_content, _at, _header.EventCount, out GroupFrame group))
                return Fail(WireFault.BadStructure, _at);
            long key = ((long)group.NameIndex << 8) | group.Kind;
            if (group.NameIndex >= _header.StringCount || group.Kind > kindMax || key <= previousKey || group.EventCount == 0)
                return Fail(WireFault.BadStructure, _at);
            previousKey = key;
            entries += group.EventCount;
            if (entries > EventLimits.EntriesPerSectionMax)
                return Fail(WireFault.LimitExceeded, _at);
            _at = group.ColumnsAt;
            if (!TryGroupColumns(group, isOperation))
                return false;
        }

        return true;
    }

    private bool TryGroupColumns(in GroupFrame group, bool isOperation)
    {
        bool hasFirst = false;
        int previousId = 0;
        int knownEnd = isOperation ? SectionFormat.GroupColumnsKnownEnd : SectionFormat.AmountColumn + 1;
        for (int index = 0; index < group.ColumnCount; index++)
        {
            if (!TryFrame(ref previousId, out ColumnFrame frame))
                return false;
            if (frame.Id < knownEnd)
            {
                ColumnRule rule = isOperation ? ColumnRule.Of((OperationColumnId)frame.Id) : ColumnRule.Of((ValueKind)group.Kind);
                if (!TryNumbers(frame, group.EventCount, rule))
                    return false;
            }

            hasFirst |= frame.Id == SectionFormat.AmountColumn;
            _at = frame.End;
        }

        return hasFirst || Fail(WireFault.MissingColumn, _at);
    }

    private bool TryFrame(ref int previousId, out ColumnFrame frame)
    {
        if (!ColumnFrame.TryRead(_content, _at, out frame))
            return Fail(WireFault.Truncated, _at);
        if (frame.Id <= previousId)
            return Fail(WireFault.BadStructure, _at);
        previousId = frame.Id;
        return true;
    }

    private bool TryEventColumn(in ColumnFrame frame)
    {
        switch ((ColumnId)frame.Id)
        {
            case ColumnId.Time:
                return TryTimes(frame);
            case ColumnId.TraceId:
                return TryIdentifiers(frame, TraceId.Size);
            case ColumnId.SpanId:
                return TryIdentifiers(frame, SpanId.Size);
            case > ColumnId.SpanId and < ColumnId.CpuTime:
            case >= (ColumnId)ColumnIds.KnownEnd:
                return true;
            default:
                ColumnId id = (ColumnId)frame.Id;
                return TryNumbers(frame, _header.EventCount, ColumnRule.Of(id, _header.SegmentCount, _header.StringCount));
        }
    }

    private bool TryTimes(in ColumnFrame frame)
    {
        if (!TryEncoding(frame) || frame.Presence != ColumnEncoding.PresenceAll)
            return Fail(WireFault.UnknownEncoding, _at);
        ReadOnlySpan<byte> values = _content.Slice(frame.PayloadAt, frame.PayloadLength);
        if (!TimeScanner.TryScan(values, frame, _header.EventCount, _header.BaseTimeUnixMs, out long min, out long max))
            return Fail(WireFault.BadNumber, _at);
        ExtendTime(min, max);
        return true;
    }

    private bool TryNumbers(in ColumnFrame frame, int slotCount, ColumnRule rule)
    {
        if (!TryEncoding(frame) || frame.Values == ColumnEncoding.Delta)
            return Fail(WireFault.UnknownEncoding, _at);
        if (!TryPresence(frame, slotCount, rule.IsOptional, out ReadOnlySpan<byte> values, out int presentCount))
            return false;
        long most = rule.StoredMost(frame.IsZigzag, frame.Exponent);
        bool lawful = most >= 0
            && ColumnScanner.TryScan(values, frame.Values, presentCount, (ulong)most, out ColumnScanner scanner)
            && scanner.Max <= (ulong)most
            && scanner.Min >= (ulong)rule.StoredLeast(frame.Exponent);
        return lawful || Fail(WireFault.BadNumber, _at);
    }

    private bool TryIdentifiers(in ColumnFrame frame, int width)
    {
        if (frame.Values != ColumnEncoding.Raw || frame.IsZigzag || frame.Exponent != 0)
            return Fail(WireFault.UnknownEncoding, _at);
        return TryPresence(frame, _header.EventCount, isOptional: true, out ReadOnlySpan<byte> values, out int presentCount)
            && (values.Length == presentCount * width || Fail(WireFault.BadStructure, _at));
    }

    private static bool TryEncoding(in ColumnFrame frame)
        => frame.Values != ColumnEncoding.Raw
            && (frame.Encoding & ColumnEncoding.ReservedMask) == 0
            && frame.Exponent <= DecimalScale.ExponentMax;

    private bool TryPresence(in ColumnFrame frame, int slotCount, bool isOptional, out ReadOnlySpan<byte> values, out int presentCount)
    {
        ReadOnlySpan<byte> payload = _content.Slice(frame.PayloadAt, frame.PayloadLength);
        values = default;
        if (!Presence.TryCheck(frame.Presence, payload, slotCount, out presentCount, out int size) || presentCount == 0)
            return Fail(WireFault.BadStructure, _at);
        if (presentCount < slotCount && !isOptional)
            return Fail(WireFault.BadStructure, _at);
        values = payload[size..];
        return true;
    }

    private void ExtendTime(long minUnixMs, long maxUnixMs)
    {
        MinTimeUnixMs = Math.Min(MinTimeUnixMs, minUnixMs);
        MaxTimeUnixMs = Math.Max(MaxTimeUnixMs, maxUnixMs);
    }

    private bool Fail(WireFault fault, int position)
    {
        Error = new WireError(fault, position);
        return false;
    }
}
