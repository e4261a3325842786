using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>Turns a section back into events, plainly and slowly.</summary>
internal static class SectionDecoder
{
    public static List<EventRecord> Decode(ReadOnlySpan<byte> section)
    {
        SectionReader reader = new(section);
        string endpoint = Encoding.UTF8.GetString(reader.Endpoint);
        List<EventRecord> events = [];
        for (int index = 0; index < reader.EventCount; index++)
            events.Add(new EventRecord { Endpoint = endpoint });

        Each(reader, ColumnId.Time, (index, value) => events[index].TimeUnixMs = value);
        string[] strings = Strings(reader);
        Each(reader, ColumnId.Segment, (index, value) => events[index].Segment = strings[value]);
        Each(reader, ColumnId.Outcome, (index, value) => events[index].Outcome = (Outcome)value);
        Each(reader, ColumnId.Count, (index, value) => events[index].Count = value);
        Each(reader, ColumnId.Weight, (index, value) => events[index].WeightMicro = value);
        Each(reader, ColumnId.Duration, (index, value) => events[index].DurationNs = value);
        Each(reader, ColumnId.Error, (index, value) => events[index].Error = strings[value]);
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
        {
            int number = resource;
            Each(reader, ColumnIds.Of((Resource)resource), (index, value) => events[index].Resources.Set((Resource)number, value));
        }

        DecodeIdentifiers(reader, events);
        DecodeOperations(reader, events, strings);
        DecodeValues(reader, events, strings);
        return events;
    }

    private static string[] Strings(SectionReader reader)
    {
        string[] strings = new string[reader.StringCount];
        for (int index = 0; index < strings.Length; index++)
            strings[index] = Encoding.UTF8.GetString(reader.GetUtf8(index));
        return strings;
    }

    private static void Each(SectionReader reader, ColumnId id, Action<int, long> take)
    {
        if (reader.TryGetColumn(id, out ColumnReader column))
            Each(column, take);
    }

    private static void Each(ColumnReader column, Action<int, long> take)
    {
        int[] positions = new int[column.PresentCount];
        long[] values = new long[column.PresentCount];
        column.DecodePresent(positions, values);
        for (int index = 0; index < values.Length; index++)
            take(positions[index], values[index]);
    }

    private static void DecodeIdentifiers(SectionReader reader, List<EventRecord> events)
    {
        if (reader.TryGetTraceIds(out IdentifierReader traces))
        {
            int[] positions = new int[traces.Count];
            traces.ReadPositions(positions);
            for (int index = 0; index < positions.Length; index++)
                events[positions[index]].TraceId = traces.GetTraceId(index);
        }

        if (reader.TryGetSpanIds(out IdentifierReader spans))
        {
            int[] positions = new int[spans.Count];
            spans.ReadPositions(positions);
            for (int index = 0; index < positions.Length; index++)
                events[positions[index]].SpanId = spans.GetSpanId(index);
        }
    }

    private static void DecodeOperations(SectionReader reader, List<EventRecord> events, string[] strings)
    {
        foreach (OperationGroup group in reader.Operations)
        {
            int[] positions = new int[group.EventCount];
            group.ReadPositions(positions);
            OperationUsage[] usages = new OperationUsage[positions.Length];
            string name = strings[group.NameIndex];
            OperationKind kind = group.Kind;
            Each(group.Calls, (slot, value) => usages[slot] = new OperationUsage(name, kind, value));
            if (group.TryGetColumn(OperationColumnId.Time, out ColumnReader time))
                Each(time, (slot, value) => usages[slot] = usages[slot] with { TimeNs = value });
            if (group.TryGetColumn(OperationColumnId.SelfTime, out ColumnReader self))
                Each(self, (slot, value) => usages[slot] = usages[slot] with { SelfTimeNs = value });
            if (group.TryGetColumn(OperationColumnId.Errors, out ColumnReader errors))
                Each(errors, (slot, value) => usages[slot] = usages[slot] with { Errors = value });
            for (int slot = 0; slot < positions.Length; slot++)
                events[positions[slot]].Operations.Add(usages[slot]);
        }
    }

    private static void DecodeValues(SectionReader reader, List<EventRecord> events, string[] strings)
    {
        foreach (ValueGroup group in reader.Values)
        {
            int[] positions = new int[group.EventCount];
            group.ReadPositions(positions);
            string name = strings[group.NameIndex];
            ValueKind kind = group.Kind;
            Each(group.AmountMicro, (slot, value) => events[positions[slot]].Values.Add(new EventValue(name, kind, value)));
        }
    }
}
