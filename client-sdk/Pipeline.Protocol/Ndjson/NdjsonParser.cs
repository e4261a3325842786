using System.Text.Unicode;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Turns one line of NDJSON into an event, a tally or a drop (docs/ndjson.md).</summary>
/// <remarks>
/// Not thread-safe: it reuses its memory from line to line. Never throws on bad input. Names are kept from line to line, so an ordinary line
/// allocates nothing. Numbers are read as decimals, without a detour through binary fractions.
/// </remarks>
public sealed partial class NdjsonParser
{
    /// <summary>Longest line, bytes.</summary>
    public const int LineBytesMax = 256 * 1_024;

    private const int MsToNs = 6;
    private const int ToMicro = 6;
    private const int ToMilli = 3;
    private const uint TallyFields = (1u << (int)NdjsonField.Time) | (1u << (int)NdjsonField.Endpoint) | (1u << (int)NdjsonField.Segment)
        | (1u << (int)NdjsonField.Outcome) | (1u << (int)NdjsonField.Tally);
    private const uint DropFields = (1u << (int)NdjsonField.Time) | (1u << (int)NdjsonField.Endpoint) | (1u << (int)NdjsonField.Segment)
        | (1u << (int)NdjsonField.Dropped);

    private readonly NameCache _names = new();
    private readonly JsonUnescaper _unescaper = new();
    private EventError _error;
    private uint _named;
    private uint _given;
    private long _tally;
    private long _multiplier;
    private bool _perEvent;

    /// <summary>Parses a line without its line end and checks it against <see cref="EventLimits"/>.</summary>
    /// <param name="line">UTF-8.</param>
    /// <param name="record">Overwritten. For a tally: time, endpoint, segment and outcome; for a drop likewise, without the outcome.</param>
    /// <param name="tally">The number of calls of a tally, else 0.</param>
    /// <param name="error">Names the field that was refused.</param>
    public NdjsonLineKind Parse(ReadOnlySpan<byte> line, EventRecord record, out long tally, out EventError error)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!Utf8.IsValid(line))
        {
            tally = 0;
            error = new EventError("", "is not UTF-8");
            return NdjsonLineKind.Invalid;
        }

        return ParseUtf8(line, record, out tally, out error);
    }

    /// <summary>The same for a line that is known to be valid UTF-8.</summary>
    internal NdjsonLineKind ParseUtf8(ReadOnlySpan<byte> line, EventRecord record, out long tally, out EventError error)
    {
        tally = 0;
        NdjsonLineKind kind = TryParseLine(line, record) ? Conclude(record) : NdjsonLineKind.Invalid;
        if (kind == NdjsonLineKind.Tally)
            tally = _tally;
        error = _error;
        return kind;
    }

    private bool TryParseLine(ReadOnlySpan<byte> line, EventRecord record)
    {
        _error = EventError.None;
        if (line.Length > LineBytesMax)
            return Refuse("", "is longer than 256 KiB");
        _multiplier = 1;
        if (!TryParseObject(line, record))
            return false;

        // Count may stand behind the numbers it multiplies, and those may be fractions: with both known, read once more.
        if (!_perEvent || record.Count <= 1)
            return true;
        _multiplier = Math.Min(record.Count, EventLimits.CountMax);
        return TryParseObject(line, record);
    }

    private bool TryParseObject(ReadOnlySpan<byte> line, EventRecord record)
    {
        record.Reset();
        _named = 0;
        _given = 0;
        _tally = 0;
        Drop = default;
        _perEvent = false;
        JsonCursor cursor = new(line, _unescaper);
        if (!cursor.TryEnterObject())
            return RefuseSyntax(cursor, "");
        bool isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out ReadOnlySpan<byte> name))
        {
            NdjsonField field = NdjsonFields.Find(name);
            if (field == NdjsonField.Unknown)
                return Refuse(Quote(name), "is not a known field");
            uint bit = 1u << (int)field;
            if ((_named & bit) != 0)
                return Refuse(Quote(name), "occurs twice");
            _named |= bit;

            // Many serialisers write null for what is absent.
            if (cursor.Peek() == JsonToken.Null)
            {
                if (!cursor.TryReadLiteral("null"u8))
                    return RefuseSyntax(cursor, "");
                continue;
            }

            _given |= bit;
            if (!TryParseField(ref cursor, field, record))
                return false;
        }

        return (!cursor.HasFailed && cursor.IsAtEnd()) || RefuseSyntax(cursor, "");
    }

    private bool TryParseField(ref JsonCursor cursor, NdjsonField field, EventRecord record)
    {
        switch (field)
        {
            case NdjsonField.Time:
                return TryTime(ref cursor, record);
            case NdjsonField.Endpoint:
                return TryName(ref cursor, "endpoint", EventLimits.EndpointBytesMax, out string endpoint) && Accept(record.Endpoint = endpoint);
            case NdjsonField.Segment:
                return TryName(ref cursor, "segment", EventLimits.SegmentBytesMax, out string segment) && Accept(record.Segment = segment);
            case NdjsonField.DurationMs:
                return TryAmount(ref cursor, "duration_ms", MsToNs, 1, out long duration) && Accept(record.DurationNs = duration);
            case NdjsonField.Outcome:
                return TryOutcome(ref cursor, record);
            case NdjsonField.Error:
                return TryText(ref cursor, "error", out ReadOnlySpan<byte> error) && Accept(record.Error = _names.Get(error));
            case NdjsonField.Count:
                return TryWhole(ref cursor, "count", out long count) && Accept(record.Count = count);
            case NdjsonField.Weight:
                return TryAmount(ref cursor, "weight", ToMicro, 1, out long weight) && Accept(record.WeightMicro = weight);
            case NdjsonField.Operations:
                return TryOperations(ref cursor, record);
            case NdjsonField.Values:
                return TryValues(ref cursor, record);
            case NdjsonField.TraceId:
                return TryTraceId(ref cursor, record);
            case NdjsonField.SpanId:
                return TrySpanId(ref cursor, record);
            case NdjsonField.PerEvent:
                return TryBoolean(ref cursor, "per_event", out _perEvent);
            case NdjsonField.Tally:
                return TryWhole(ref cursor, "tally", out _tally);
            case NdjsonField.Dropped:
                return TryDropped(ref cursor);
            default:
                return TryResource(ref cursor, (Resource)(field - NdjsonField.CpuMs), record);
        }
    }

    /// <summary>Checks what only the whole line can tell.</summary>
    private NdjsonLineKind Conclude(EventRecord record)
    {
        if (!Has(NdjsonField.Time))
            Refuse("time", "is missing");
        else if (!Has(NdjsonField.Endpoint))
            Refuse("endpoint", "is missing");
        else if (Has(NdjsonField.Dropped))
            return ConcludeDrop(record);
        else if (Has(NdjsonField.Tally))
            return ConcludeTally(record);
        else if (Has(NdjsonField.Error) && !Has(NdjsonField.Outcome))
            record.Outcome = Outcome.Error;

        if (_error.IsNone)
            EventValidator.TryValidateNumbers(record, out _error);
        return _error.IsNone ? NdjsonLineKind.Event : NdjsonLineKind.Invalid;
    }

    private NdjsonLineKind ConcludeTally(EventRecord record)
    {
        uint others = _given & ~TallyFields;
        if (others != 0)
            Refuse("tally", "goes with time, endpoint, segment and outcome only");
        else if (EventValidator.TryValidateTally(record.Segment, record.TimeUnixMs / 1000, _tally, out _error))
            return NdjsonLineKind.Tally;
        return NdjsonLineKind.Invalid;
    }

    private bool Has(NdjsonField field) => (_given & (1u << (int)field)) != 0;
}
