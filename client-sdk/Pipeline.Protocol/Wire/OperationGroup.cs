using System.Runtime.CompilerServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>One operation of a validated section: the events that did it, and its columns, compact over just these events.</summary>
public readonly ref struct OperationGroup
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly GroupFrame _frame;
    private readonly ColumnPositions _columns;

    internal OperationGroup(ReadOnlySpan<byte> source, scoped in GroupFrame frame, out int end)
    {
        _source = source;
        _frame = frame;
        end = frame.ColumnsAt;
        for (int index = 0; index < frame.ColumnCount; index++)
        {
            if (!ColumnFrame.TryRead(source, end, out ColumnFrame column))
                throw new InvalidDataException("The section was not validated.");
            if (column.Id < SectionFormat.GroupColumnsKnownEnd)
                _columns[column.Id] = end;
            end = column.End;
        }
    }

    /// <summary>Dictionary index of the operation's name.</summary>
    public int NameIndex => _frame.NameIndex;

    public OperationKind Kind => (OperationKind)_frame.Kind;

    /// <summary>Events that did it; every column has this many slots.</summary>
    public int EventCount => _frame.EventCount;

    /// <summary>Whether every event of the section did it; slot and event index are the same then.</summary>
    public bool AllPresent => _frame.PresenceForm == ColumnEncoding.PresenceAll;

    /// <summary>Calls in thousandths; always there, every slot present.</summary>
    public ColumnReader Calls => TryGetColumn(OperationColumnId.Calls, out ColumnReader calls) ? calls : default;

    /// <summary>Writes the event index of each slot, ascending, and returns their number.</summary>
    /// <param name="positions">Receives <see cref="EventCount"/> positions; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public int ReadPositions(Span<int> positions)
    {
        ReadOnlySpan<byte> presence = _source.Slice(_frame.PresenceAt, _frame.PresenceSize);
        Presence.ReadPositions(_frame.PresenceForm, presence, positions[..EventCount]);
        return EventCount;
    }

    /// <summary>A column over the group's events; false if no event reports it.</summary>
    public bool TryGetColumn(OperationColumnId id, out ColumnReader column)
    {
        int at = _columns[(int)id];
        if (at == 0 || !ColumnFrame.TryRead(_source, at, out ColumnFrame frame))
        {
            column = default;
            return false;
        }

        column = new ColumnReader(_source, frame, EventCount, addend: 0);
        return true;
    }

    [InlineArray(SectionFormat.GroupColumnsKnownEnd)]
    private struct ColumnPositions
    {
        private int _first;
    }
}
