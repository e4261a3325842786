using System.Buffers.Binary;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The trace or span ids of a validated section: which events have one, and which one.</summary>
public readonly ref struct IdentifierReader
{
    private readonly ReadOnlySpan<byte> _presence;
    private readonly ReadOnlySpan<byte> _values;
    private readonly int _presenceForm;

    internal IdentifierReader(ReadOnlySpan<byte> source, scoped in ColumnFrame frame, int slotCount)
    {
        ReadOnlySpan<byte> payload = source.Slice(frame.PayloadAt, frame.PayloadLength);
        Count = Presence.Count(frame.Presence, payload, slotCount, out int presenceSize);
        _presenceForm = frame.Presence;
        _presence = payload[..presenceSize];
        _values = payload[presenceSize..];
    }

    /// <summary>Events that have one.</summary>
    public int Count { get; }

    /// <summary>Writes the events that have one, ascending, and returns their number.</summary>
    /// <param name="positions">Receives <see cref="Count"/> positions; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public int ReadPositions(Span<int> positions)
    {
        Presence.ReadPositions(_presenceForm, _presence, positions[..Count]);
        return Count;
    }

    /// <summary>The trace id of the <paramref name="index"/>-th event that has one. Only for the trace column.</summary>
    public TraceId GetTraceId(int index) => TraceId.Read(_values.Slice(index * TraceId.Size, TraceId.Size));

    /// <summary>The span id of the <paramref name="index"/>-th event that has one. Only for the span column.</summary>
    public SpanId GetSpanId(int index) => new(BinaryPrimitives.ReadUInt64BigEndian(_values.Slice(index * SpanId.Size, SpanId.Size)));
}
