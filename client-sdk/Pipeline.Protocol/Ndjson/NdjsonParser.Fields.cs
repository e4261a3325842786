using System.Globalization;
using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>The plain fields, and how a refusal is worded.</summary>
public sealed partial class NdjsonParser
{
    private const int QuotedCharsMax = 64;

    private bool TryTime(ref JsonCursor cursor, EventRecord record)
    {
        long time;
        if (cursor.Peek() != JsonToken.String)
        {
            if (!TryAmount(ref cursor, "time", 0, 1, out time))
                return false;
        }
        else if (!TryText(ref cursor, "time", out ReadOnlySpan<byte> text))
        {
            return false;
        }
        else if (!Rfc3339.TryParse(text, out time))
        {
            return Refuse("time", "must be Unix milliseconds or an RFC 3339 time");
        }

        record.TimeUnixMs = time;
        return true;
    }

    private bool TryOutcome(ref JsonCursor cursor, EventRecord record)
    {
        if (!TryText(ref cursor, "outcome", out ReadOnlySpan<byte> text))
            return false;
        bool isError = text.SequenceEqual("error"u8);
        record.Outcome = isError ? Outcome.Error : Outcome.Ok;
        return isError || text.SequenceEqual("ok"u8) || Refuse("outcome", "must be \"ok\" or \"error\"");
    }

    private bool TryTraceId(ref JsonCursor cursor, EventRecord record)
    {
        if (!TryText(ref cursor, "trace_id", out ReadOnlySpan<byte> text))
            return false;
        bool parsed = TraceId.TryParse(text, out TraceId id);
        record.TraceId = id;
        return parsed || Refuse("trace_id", "must be 32 hexadecimal digits, not all zero");
    }

    private bool TrySpanId(ref JsonCursor cursor, EventRecord record)
    {
        if (!TryText(ref cursor, "span_id", out ReadOnlySpan<byte> text))
            return false;
        bool parsed = SpanId.TryParse(text, out SpanId id);
        record.SpanId = id;
        return parsed || Refuse("span_id", "must be 16 hexadecimal digits, not all zero");
    }

    private bool TryResource(ref JsonCursor cursor, Resource resource, EventRecord record)
    {
        int decimals = resource is Resource.CpuTime or Resource.LockWait ? MsToNs : 0;
        if (!TryAmount(ref cursor, FieldNames.Of(resource), decimals, _multiplier, out long amount))
            return false;
        record.Resources.Set(resource, amount);
        return true;
    }

    private bool TryBoolean(ref JsonCursor cursor, string field, out bool value)
    {
        JsonToken token = cursor.Peek();
        value = token == JsonToken.True;
        if (token is not (JsonToken.True or JsonToken.False))
            return Refuse(field, "must be true or false");
        return cursor.TryReadLiteral(value ? "true"u8 : "false"u8) || RefuseSyntax(cursor, field);
    }

    private bool TryText(ref JsonCursor cursor, string field, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (cursor.Peek() != JsonToken.String)
            return Refuse(field, "must be a string");
        return cursor.TryReadString(out utf8) || RefuseSyntax(cursor, field);
    }

    private bool TryName(ref JsonCursor cursor, string field, int bytesMax, out string name)
    {
        name = "";
        if (!TryText(ref cursor, field, out ReadOnlySpan<byte> utf8))
            return false;
        if (!NameRules.IsName(utf8, bytesMax))
            return Refuse(field, "must be 1 to " + bytesMax.ToString(CultureInfo.InvariantCulture) + " bytes without control characters");
        name = _names.Get(utf8);
        return true;
    }

    private bool TryWhole(ref JsonCursor cursor, string field, out long value)
    {
        value = 0;
        if (!TryNumber(ref cursor, field, out JsonNumber number))
            return false;
        if (!number.IsWhole())
            return Refuse(field, "must be a whole number");
        return number.TryScale(decimals: 0, multiplier: 1, out value) || Refuse(field, "is out of range");
    }

    private bool TryAmount(ref JsonCursor cursor, string field, int decimals, long multiplier, out long amount)
    {
        amount = 0;
        return TryNumber(ref cursor, field, out JsonNumber number)
            && (number.TryScale(decimals, multiplier, out amount) || Refuse(field, "is out of range"));
    }

    private bool TryNumber(ref JsonCursor cursor, string field, out JsonNumber number)
    {
        number = default;
        if (cursor.Peek() != JsonToken.Number)
            return Refuse(field, "must be a number");
        return cursor.TryReadNumber(out number) || RefuseSyntax(cursor, field);
    }

    private bool Refuse(string field, string reason)
    {
        _error = new EventError(field, reason);
        return false;
    }

    private bool RefuseSyntax(in JsonCursor cursor, string field)
        => Refuse(field, "is not JSON near byte " + cursor.Position.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets an assignment stand in a chain of conditions.</summary>
    private static bool Accept<T>(T _) => true;

    /// <summary>A name from outside, fit to be shown: short and on one line.</summary>
    private static string Quote(ReadOnlySpan<byte> name)
    {
        StringBuilder quoted = new(QuotedCharsMax);
        foreach (Rune rune in Encoding.UTF8.GetString(name[..Math.Min(name.Length, 4 * QuotedCharsMax)]).EnumerateRunes())
        {
            if (quoted.Length >= QuotedCharsMax)
                return quoted.Append("...").ToString();
            quoted.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return quoted.ToString();
    }
}
