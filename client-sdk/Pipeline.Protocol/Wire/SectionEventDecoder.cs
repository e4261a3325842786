using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Turns events of a validated section back into records, as they were before they were packed into columns.</summary>
/// <remarks>
/// Not thread-safe: it reuses its memory from section to section. The time column is decoded first, and nothing else where no event is
/// wanted. A section's whole columns are decoded even for one event, so ask for many events at a time.
/// </remarks>
public sealed class SectionEventDecoder
{
    // Amounts lie within 2^60, so no column holds it.
    private const long Absent = long.MinValue;

    private const int NotSelected = -1;

    private readonly Dictionary<int, string> _strings = [];
    private int[] _recordOfEvent = [];
    private int[] _positions = [];
    private long[] _values = [];
    private long[] _times = [];
    private long[] _selfTimes = [];
    private long[] _errors = [];

    /// <summary>Adds the selected events in the section's order.</summary>
    /// <param name="section">The section's bytes, checksum included.</param>
    /// <param name="selection">Which events.</param>
    /// <param name="events">Receives new records.</param>
    /// <returns>Index of the first event not looked at; the section's event count when all were.</returns>
    /// <exception cref="InvalidDataException">The section was not validated.</exception>
    public int Decode(ReadOnlySpan<byte> section, in EventSelection selection, List<EventRecord> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        SectionReader reader = new(section);
        int eventCount = reader.EventCount;
        // The base time is the earliest of the section.
        if (reader.BaseTimeUnixMs >= selection.ToUnixMs || selection.FirstIndex >= eventCount)
            return eventCount;
        Reserve(eventCount);
        _strings.Clear();

        int firstRecord = events.Count;
        int next = Select(reader, selection, events);
        if (events.Count == firstRecord)
            return next;
        DecodeNumbers(reader, events);
        DecodeErrors(reader, events);
        DecodeIdentifiers(reader, events);
        DecodeOperations(reader, events);
        DecodeValues(reader, events);
        return next;
    }

    /// <summary>Makes a record, with time and segment, of each event wanted, and notes which record is whose.</summary>
    private int Select(SectionReader reader, in EventSelection selection, List<EventRecord> events)
    {
        int eventCount = reader.EventCount;
        Span<long> times = _times.AsSpan(0, eventCount);
        Span<long> segments = _values.AsSpan(0, eventCount);
        _recordOfEvent.AsSpan(0, eventCount).Fill(NotSelected);
        if (!TryFindSegment(reader, selection.Segment, out int wantedSegment))
            return eventCount;
        reader.TryGetColumn(ColumnId.Time, out ColumnReader time);
        time.DecodeAll(times);
        reader.TryGetColumn(ColumnId.Segment, out ColumnReader segment);
        segment.DecodeAll(segments);

        string endpoint = Encoding.UTF8.GetString(reader.Endpoint);
        int countMax = events.Count + selection.CountMax;
        int index = selection.FirstIndex;
        for (; index < eventCount && events.Count < countMax; index++)
        {
            bool isWanted = times[index] >= selection.FromUnixMs && times[index] < selection.ToUnixMs
                && (wantedSegment == NotSelected || segments[index] == wantedSegment);
            if (!isWanted)
                continue;
            _recordOfEvent[index] = events.Count;
            events.Add(new EventRecord { Endpoint = endpoint, TimeUnixMs = times[index], Segment = Text(reader, (int)segments[index]) });
        }

        return index;
    }

    /// <summary>False if no event is of that segment.</summary>
    private static bool TryFindSegment(SectionReader reader, string? segment, out int index)
    {
        index = NotSelected;
        if (segment is null)
            return true;
        byte[] wanted = Encoding.UTF8.GetBytes(segment);
        for (index = 0; index < reader.SegmentCount; index++)
        {
            if (reader.GetUtf8(index).SequenceEqual(wanted))
                return true;
        }

        return false;
    }

    private void DecodeNumbers(SectionReader reader, List<EventRecord> events)
    {
        Each(reader, ColumnId.Outcome, events, static (record, value) => record.Outcome = (Outcome)value);
        Each(reader, ColumnId.Count, events, static (record, value) => record.Count = value);
        Each(reader, ColumnId.Weight, events, static (record, value) => record.WeightMicro = value);
        Each(reader, ColumnId.Duration, events, static (record, value) => record.DurationNs = value);
        for (int number = 0; number < ResourceUsage.ResourceCount; number++)
        {
            Resource resource = (Resource)number;
            Each(reader, ColumnIds.Of(resource), events, (record, value) => record.Resources.Set(resource, value));
        }
    }

    private void Each(SectionReader reader, ColumnId id, List<EventRecord> events, Action<EventRecord, long> take)
    {
        if (!reader.TryGetColumn(id, out ColumnReader column))
            return;
        int count = column.DecodePresent(_positions, _values);
        for (int index = 0; index < count; index++)
        {
            if (_recordOfEvent[_positions[index]] is not NotSelected and int record)
                take(events[record], _values[index]);
        }
    }

    private void DecodeErrors(SectionReader reader, List<EventRecord> events)
    {
        if (!reader.TryGetColumn(ColumnId.Error, out ColumnReader column))
            return;
        int count = column.DecodePresent(_positions, _values);
        for (int index = 0; index < count; index++)
        {
            if (_recordOfEvent[_positions[index]] is not NotSelected and int record)
                events[record].Error = Text(reader, (int)_values[index]);
        }
    }

    private void DecodeIdentifiers(SectionReader reader, List<EventRecord> events)
    {
        if (reader.TryGetTraceIds(out IdentifierReader traces))
        {
            int count = traces.ReadPositions(_positions);
            for (int index = 0; index < count; index++)
            {
                if (_recordOfEvent[_positions[index]] is not NotSelected and int record)
                    events[record].TraceId = traces.GetTraceId(index);
            }
        }

        if (reader.TryGetSpanIds(out IdentifierReader spans))
        {
            int count = spans.ReadPositions(_positions);
            for (int index = 0; index < count; index++)
            {
                if (_recordOfEvent[_positions[index]] is not NotSelected and int record)
                    events[record].SpanId = spans.GetSpanId(index);
            }
        }
    }

    private void DecodeOperations(SectionReader reader, List<EventRecord> events)
    {
        foreach (OperationGroup group in reader.Operations)
        {
            int count = group.ReadPositions(_positions);
            if (!IsAnySelected(count))
                continue;
            string name = Text(reader, group.NameIndex);
            group.Calls.DecodeAll(_values);
            DecodeDense(group, OperationColumnId.Time, _times);
            DecodeDense(group, OperationColumnId.SelfTime, _selfTimes);
            DecodeDense(group, OperationColumnId.Errors, _errors);
            for (int slot = 0; slot < count; slot++)
            {
                if (_recordOfEvent[_positions[slot]] is not NotSelected and int record)
                {
                    events[record].Operations.Add(new OperationUsage(
                        name, group.Kind, _values[slot], Present(_times[slot]), Present(_selfTimes[slot]), Present(_errors[slot])));
                }
            }
        }
    }

    private void DecodeValues(SectionReader reader, List<EventRecord> events)
    {
        foreach (ValueGroup group in reader.Values)
        {
            int count = group.ReadPositions(_positions);
            if (!IsAnySelected(count))
                continue;
            string name = Text(reader, group.NameIndex);
            group.AmountMicro.DecodeAll(_values);
            for (int slot = 0; slot < count; slot++)
            {
                if (_recordOfEvent[_positions[slot]] is not NotSelected and int record)
                    events[record].Values.Add(new EventValue(name, group.Kind, _values[slot]));
            }
        }
    }

    private bool IsAnySelected(int positionCount)
    {
        foreach (int position in _positions.AsSpan(0, positionCount))
        {
            if (_recordOfEvent[position] != NotSelected)
                return true;
        }

        return false;
    }

    private static void DecodeDense(OperationGroup group, OperationColumnId id, long[] values)
    {
        if (group.TryGetColumn(id, out ColumnReader column))
            column.DecodeDense(values, Absent);
        else
            values.AsSpan(0, group.EventCount).Fill(Absent);
    }

    private static long? Present(long value) => value == Absent ? null : value;

    private string Text(SectionReader reader, int index)
    {
        if (!_strings.TryGetValue(index, out string? text))
        {
            text = Encoding.UTF8.GetString(reader.GetUtf8(index));
            _strings.Add(index, text);
        }

        return text;
    }

    private void Reserve(int eventCount)
    {
        if (_positions.Length >= eventCount)
            return;
        _recordOfEvent = new int[eventCount];
        _positions = new int[eventCount];
        _values = new long[eventCount];
        _times = new long[eventCount];
        _selfTimes = new long[eventCount];
        _errors = new long[eventCount];
    }
}
