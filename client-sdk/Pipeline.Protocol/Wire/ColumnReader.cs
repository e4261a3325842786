using System.Diagnostics;

namespace Pipeline.Protocol.Wire;

/// <summary>The numbers of one column of a validated section.</summary>
/// <remarks>
/// A column has one slot per event (in an operation group: per event of the group); an optional column has values for some slots only.
/// Decoding costs about a nanosecond per value and allocates nothing. Look at <see cref="IsConstant"/> first: weight, count, outcome and
/// segment mostly are, and nothing needs to be decoded then.
/// </remarks>
public readonly ref struct ColumnReader
{
    private readonly ReadOnlySpan<byte> _presence;
    private readonly ReadOnlySpan<byte> _values;
    private readonly long _factor;
    private readonly long _addend;
    private readonly byte _encoding;

    internal ColumnReader(ReadOnlySpan<byte> source, scoped in ColumnFrame frame, int slotCount, long addend)
    {
        ReadOnlySpan<byte> payload = source.Slice(frame.PayloadAt, frame.PayloadLength);
        PresentCount = Presence.Count(frame.Presence, payload, slotCount, out int presenceSize);
        SlotCount = slotCount;
        _presence = payload[..presenceSize];
        _values = payload[presenceSize..];
        _encoding = frame.Encoding;
        _factor = DecimalScale.Factor(frame.Exponent);
        _addend = addend;
        IsConstant = frame.Values == ColumnEncoding.Constant;
        if (IsConstant)
            ConstantValue = DecodeConstant();
    }

    /// <summary>A column that was left out because every slot has its usual value.</summary>
    internal ColumnReader(int slotCount, long value)
    {
        SlotCount = slotCount;
        PresentCount = slotCount;
        IsConstant = true;
        ConstantValue = value;
    }

    /// <summary>Events of the section, or of the group.</summary>
    public int SlotCount { get; }

    /// <summary>Slots that have a value; at least 1.</summary>
    public int PresentCount { get; }

    /// <summary>Whether every slot has a value.</summary>
    public bool AllPresent => PresentCount == SlotCount;

    /// <summary>Whether all present values are <see cref="ConstantValue"/>.</summary>
    public bool IsConstant { get; }

    /// <summary>The value of every present slot; meaningful only if <see cref="IsConstant"/>.</summary>
    public long ConstantValue { get; }

    private int PresenceForm => _encoding & ColumnEncoding.PresenceMask;

    /// <summary>Decodes a column in which every slot has a value.</summary>
    /// <param name="values">Receives <see cref="SlotCount"/> values; may be longer.</param>
    /// <exception cref="InvalidOperationException">Some slots have none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public void DecodeAll(Span<long> values)
    {
        if (!AllPresent)
            throw new InvalidOperationException("Some slots have no value: use DecodePresent or DecodeDense.");
        DecodeValues(values);
    }

    /// <summary>Decodes the present values one after the other, without their slots, and returns their number.</summary>
    /// <param name="values">Receives <see cref="PresentCount"/> values; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public int DecodeValues(Span<long> values)
    {
        values = values[..PresentCount];
        if (IsConstant)
            values.Fill(ConstantValue);
        else
            ColumnDecoder.Decode(_values, _encoding, _factor, _addend, values);
        return values.Length;
    }

    /// <summary>Writes the slots that have a value, ascending, and returns their number.</summary>
    /// <param name="positions">Receives <see cref="PresentCount"/> positions; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public int ReadPositions(Span<int> positions)
    {
        Presence.ReadPositions(PresenceForm, _presence, positions[..PresentCount]);
        return PresentCount;
    }

    /// <summary>Decodes the present values with their slots, ascending, and returns their number.</summary>
    /// <param name="positions">Receives <see cref="PresentCount"/> slots; may be longer.</param>
    /// <param name="values">Receives as many values; may be longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public int DecodePresent(Span<int> positions, Span<long> values)
    {
        ReadPositions(positions);
        return DecodeValues(values);
    }

    /// <summary>Decodes one number per slot, <paramref name="absent"/> where the column has none.</summary>
    /// <param name="values">Receives <see cref="SlotCount"/> values; may be longer.</param>
    /// <param name="absent">Any number that the caller can tell from a value.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short.</exception>
    public void DecodeDense(Span<long> values, long absent)
    {
        values = values[..SlotCount];
        DecodeValues(values[(SlotCount - PresentCount)..]);
        if (!AllPresent)
            Presence.Spread(PresenceForm, _presence, PresentCount, values, absent);
    }

    private long DecodeConstant()
    {
        int at = 0;
        ulong stored = Varint.Read(_values, ref at);
        Debug.Assert(at == _values.Length, "A constant is one number.");
        long value = (_encoding & ColumnEncoding.Zigzag) != 0 ? Varint.FromZigzag(stored) : (long)stored;
        return (value * _factor) + _addend;
    }
}
