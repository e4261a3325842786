using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>One business value of a validated section: the events that carry it, and their amounts.</summary>
public readonly ref struct ValueGroup
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly GroupFrame _frame;
    private readonly int _amountAt;

    internal ValueGroup(ReadOnlySpan<byte> source, scoped in GroupFrame frame, out int end)
    {
        _source = source;
        _frame = frame;
        end = frame.ColumnsAt;
        for (int index = 0; index < frame.ColumnCount; index++)
        {
            if (!ColumnFrame.TryRead(source, end, out ColumnFrame column))
                throw new InvalidDataException("The section was not validated.");
            if (column.Id == SectionFormat.AmountColumn)
                _amountAt = end;
            end = column.End;
        }
    }

    /// <summary>Dictionary index of the value's name.</summary>
    public int NameIndex => _frame.NameIndex;

    public ValueKind Kind => (ValueKind)_frame.Kind;

    /// <summary>Events that carry it.</summary>
    public int EventCount => _frame.EventCount;

    /// <summary>Whether every event of the section carries it; slot and event index are the same then.</summary>
    public bool AllPresent => _frame.PresenceForm == ColumnEncoding.PresenceAll;

    /// <summary>Millionths of the unit, one for each event of the group.</summary>
    public ColumnReader AmountMicro
        => ColumnFrame.TryRead(_source, _amountAt, out ColumnFrame frame) ? new ColumnReader(_source, frame, EventCount, addend: 0) : default;

    /// <summary>Writes the event index of each slot, ascending, and returns their number.</summary>
    /// <param name="positions">Receives <see cref="EventCount"/> positions; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public int ReadPositions(Span<int> positions)
    {
        ReadOnlySpan<byte> presence = _source.Slice(_frame.PresenceAt, _frame.PresenceSize);
        Presence.ReadPositions(_frame.PresenceForm, presence, positions[..EventCount]);
        return EventCount;
    }
}
