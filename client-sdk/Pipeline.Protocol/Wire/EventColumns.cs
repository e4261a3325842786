using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The per-event columns of a section while it is being filled.</summary>
internal sealed class EventColumns
{
    private readonly ColumnBuffer _outcome = new();
    private readonly ColumnBuffer _count = new();
    private readonly ColumnBuffer _weight = new();
    private readonly ColumnBuffer _duration = new();
    private readonly ColumnBuffer _traceHigh = new();
    private readonly ColumnBuffer _traceLow = new();
    private readonly ColumnBuffer _span = new();
    private readonly ColumnBuffer[] _resources = [.. Enumerable.Range(0, ResourceUsage.ResourceCount).Select(_ => new ColumnBuffer())];

    public ColumnBuffer Time { get; } = new();

    public ColumnBuffer Segment { get; } = new();

    /// <summary>Indexes into the table of strings that are not segments.</summary>
    public ColumnBuffer Error { get; } = new();

    public int EventCount => Time.Count;

    public void Add(EventRecord record, int segmentIndex)
    {
        int index = EventCount;
        Time.Add(index, record.TimeUnixMs);
        Segment.Add(index, segmentIndex);
        _outcome.Add(index, (long)record.Outcome);
        _count.Add(index, record.Count);
        _weight.Add(index, record.WeightMicro);
        if (record.DurationNs is { } duration)
            _duration.Add(index, duration);
        AddResources(index, in record.Resources);
        if (!record.TraceId.IsNone)
        {
            _traceHigh.Add(index, (long)record.TraceId.High);
            _traceLow.Add(index, (long)record.TraceId.Low);
        }

        if (!record.SpanId.IsNone)
            _span.Add(index, (long)record.SpanId.Value);
    }

    /// <summary>Writes all columns in ascending order of id and returns how many there are.</summary>
    public int Write(ColumnEncoder encoder, long baseTimeUnixMs, ReadOnlySpan<long> errorIndexes)
    {
        if (EventCount == 0)
            return 0;
        encoder.WriteTimes((byte)ColumnId.Time, Time.Values, baseTimeUnixMs);
        int columns = 1;
        columns += Write(encoder, ColumnId.Segment, Segment);
        columns += WriteUnless(encoder, ColumnId.Outcome, _outcome, (long)Outcome.Ok);
        columns += WriteUnless(encoder, ColumnId.Count, _count, 1);
        columns += WriteUnless(encoder, ColumnId.Weight, _weight, EventRecord.WeightOneMicro);
        columns += Write(encoder, ColumnId.Duration, _duration);
        columns += Write(encoder, ColumnId.Error, errorIndexes, Error.Positions);
        columns += WriteTraceIds(encoder);
        columns += WriteSpanIds(encoder);
        for (int index = 0; index < _resources.Length; index++)
            columns += Write(encoder, ColumnIds.Of((Resource)index), _resources[index]);
        return columns;
    }

    public void Clear()
    {
        Time.Clear();
        Segment.Clear();
        Error.Clear();
        _outcome.Clear();
        _count.Clear();
        _weight.Clear();
        _duration.Clear();
        _traceHigh.Clear();
        _traceLow.Clear();
        _span.Clear();
        foreach (ColumnBuffer resource in _resources)
            resource.Clear();
    }

    private void AddResources(int index, in ResourceUsage usage)
    {
        int present = usage.PresentMask;
        for (int resource = 0; present != 0; resource++, present >>= 1)
        {
            if ((present & 1) == 0)
                continue;
            usage.TryGet((Resource)resource, out long amount);
            _resources[resource].Add(index, amount);
        }
    }

    private int Write(ColumnEncoder encoder, ColumnId id, ColumnBuffer column) => Write(encoder, id, column.Values, column.Positions);

    private int Write(ColumnEncoder encoder, ColumnId id, ReadOnlySpan<long> values, ReadOnlySpan<int> positions)
    {
        if (values.IsEmpty)
            return 0;
        encoder.Write((byte)id, values, positions, EventCount);
        return 1;
    }

    private int WriteUnless(ColumnEncoder encoder, ColumnId id, ColumnBuffer column, long leftOut)
        => column.Values.ContainsAnyExcept(leftOut) ? Write(encoder, id, column) : 0;

    private int WriteTraceIds(ColumnEncoder encoder)
    {
        if (_traceHigh.Count == 0)
            return 0;
        Span<byte> room = encoder.TakeRaw((byte)ColumnId.TraceId, TraceId.Size, _traceHigh.Positions, EventCount);
        for (int index = 0; index < _traceHigh.Count; index++)
            new TraceId((ulong)_traceHigh.Values[index], (ulong)_traceLow.Values[index]).Write(room[(index * TraceId.Size)..]);
        return 1;
    }

    private int WriteSpanIds(ColumnEncoder encoder)
    {
        if (_span.Count == 0)
            return 0;
        Span<byte> room = encoder.TakeRaw((byte)ColumnId.SpanId, SpanId.Size, _span.Positions, EventCount);
        for (int index = 0; index < _span.Count; index++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(room[(index * SpanId.Size)..], _span.Values[index]);
        return 1;
    }
}
