using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Reads a section that <see cref="SectionValidator"/> has accepted. Allocates nothing; lives as long as the bytes.</summary>
/// <remarks>Over other bytes it may throw or give nonsense, but never reads outside them.</remarks>
public readonly ref struct SectionReader
{
    private readonly ReadOnlySpan<byte> _section;
    private readonly SectionHeader _header;
    private readonly ColumnPositions _columns;
    private readonly int _groupsAt;

    /// <summary>Takes the bytes of one validated section, checksum included.</summary>
    /// <exception cref="InvalidDataException">The section was not validated.</exception>
    public SectionReader(ReadOnlySpan<byte> section)
    {
        _section = section[..^SectionFormat.ChecksumSize];
        _header = SectionHeader.ReadTrusted(section);
        _groupsAt = _header.ColumnsAt;
        for (int index = 0; index < _header.ColumnCount; index++)
        {
            if (!ColumnFrame.TryRead(_section, _groupsAt, out ColumnFrame frame))
                throw new InvalidDataException("The section was not validated.");
            if (frame.Id < ColumnIds.KnownEnd)
                _columns[frame.Id] = _groupsAt;
            _groupsAt = frame.End;
        }
    }

    /// <summary>The endpoint's name in UTF-8.</summary>
    public ReadOnlySpan<byte> Endpoint => _section.Slice(SectionFormat.HeaderSize, _header.EndpointLength);

    /// <summary>The earliest time in the section, Unix ms.</summary>
    public long BaseTimeUnixMs => _header.BaseTimeUnixMs;

    public int EventCount => _header.EventCount;

    public int TallyCount => _header.TallyCount;

    /// <summary>Strings in the dictionary. The first <see cref="SegmentCount"/> of them are segments.</summary>
    public int StringCount => _header.StringCount;

    public int SegmentCount => _header.SegmentCount;

    public int OperationGroupCount => _header.OperationGroupCount;

    public int ValueGroupCount => _header.ValueGroupCount;

    /// <summary>The tallies.</summary>
    public TallyEnumerator Tallies => new(_section.Slice(_header.TalliesAt, _header.TallyBytes), _header.TallyCount, _header.BaseTimeUnixMs);

    /// <summary>What the source dropped. The drops lie behind the tallies, which are walked over to find them: call once.</summary>
    public DropEnumerator Drops
    {
        get
        {
            ReadOnlySpan<byte> bytes = _section.Slice(_header.TalliesAt, _header.TallyBytes);
            if (!_header.HasDrops)
                return new DropEnumerator(bytes, 0, 0, _header.BaseTimeUnixMs);
            TallyEnumerator tallies = Tallies;
            while (tallies.MoveNext())
            {
            }

            int at = tallies.End;
            int dropCount = (int)Varint.Read(bytes, ref at);
            return new DropEnumerator(bytes, dropCount, at, _header.BaseTimeUnixMs);
        }
    }

    /// <summary>Whether the source dropped anything that it tells here.</summary>
    public bool HasDrops => _header.HasDrops;

    /// <summary>The operations.</summary>
    public OperationGroupEnumerator Operations => new(_section, _groupsAt, _header.OperationGroupCount, _header.EventCount);

    /// <summary>The business values. They lie behind the operations, which are walked over to find them: call once.</summary>
    public ValueGroupEnumerator Values
    {
        get
        {
            OperationGroupEnumerator operations = Operations;
            while (operations.MoveNext())
            {
            }

            return new ValueGroupEnumerator(_section, operations.End, _header.ValueGroupCount, _header.EventCount);
        }
    }

    /// <summary>A string of the dictionary in UTF-8, in constant time.</summary>
    /// <param name="index">0 to <see cref="StringCount"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such string.</exception>
    public ReadOnlySpan<byte> GetUtf8(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_header.StringCount, nameof(index));
        int start = index == 0 ? 0 : EndOf(index - 1);
        return _section[(_header.StringsAt + start)..(_header.StringsAt + EndOf(index))];
    }

    /// <summary>
    /// A column of numbers. Time, segment, outcome, count and weight are always there with every slot present, constant where the section
    /// leaves them out; of the others false says that no event has a value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A column of identifiers, or an unknown one.</exception>
    public bool TryGetColumn(ColumnId id, out ColumnReader column)
    {
        if (id is ColumnId.TraceId or ColumnId.SpanId || (int)id >= ColumnIds.KnownEnd)
            throw new ArgumentOutOfRangeException(nameof(id));
        if (TryGetFrame(id, out ColumnFrame frame))
        {
            column = new ColumnReader(_section, frame, EventCount, addend: id == ColumnId.Time ? BaseTimeUnixMs : 0);
            return true;
        }

        column = id switch
        {
            ColumnId.Time => new ColumnReader(EventCount, BaseTimeUnixMs),
            ColumnId.Segment or ColumnId.Outcome => new ColumnReader(EventCount, 0),
            ColumnId.Count => new ColumnReader(EventCount, 1),
            ColumnId.Weight => new ColumnReader(EventCount, EventRecord.WeightOneMicro),
            _ => default,
        };
        return id <= ColumnId.Weight;
    }

    /// <summary>The trace ids; false if no event has one.</summary>
    public bool TryGetTraceIds(out IdentifierReader ids) => TryGetIdentifiers(ColumnId.TraceId, out ids);

    /// <summary>The span ids; false if no event has one.</summary>
    public bool TryGetSpanIds(out IdentifierReader ids) => TryGetIdentifiers(ColumnId.SpanId, out ids);

    private bool TryGetIdentifiers(ColumnId id, out IdentifierReader ids)
    {
        bool found = TryGetFrame(id, out ColumnFrame frame);
        ids = found ? new IdentifierReader(_section, frame, EventCount) : default;
        return found;
    }

    private bool TryGetFrame(ColumnId id, out ColumnFrame frame)
    {
        frame = default;
        int at = _columns[(int)id];
        return at != 0 && ColumnFrame.TryRead(_section, at, out frame);
    }

    private int EndOf(int index) => _header.IsWide
        ? BinaryPrimitives.ReadInt32LittleEndian(_section[(_header.EndsAt + (index * 4))..])
        : BinaryPrimitives.ReadUInt16LittleEndian(_section[(_header.EndsAt + (index * 2))..]);

    [InlineArray(ColumnIds.KnownEnd)]
    private struct ColumnPositions
    {
        private int _first;
    }
}
