using System.Runtime.CompilerServices;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Walks over one line of JSON, strictly by RFC 8259, and never throws: a stream of bad lines must not cost exceptions.</summary>
/// <remarks>
/// Expects valid UTF-8. It never skips a value, so nesting costs nothing: whoever meets an unexpected value stops. After any method has
/// returned false for bad syntax, <see cref="HasFailed"/> stays true and <see cref="Position"/> is near the fault.
/// </remarks>
internal ref struct JsonCursor(ReadOnlySpan<byte> line, JsonUnescaper unescaper)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private readonly JsonUnescaper _unescaper = unescaper;
    private int _at;

    /// <summary>Bytes taken so far.</summary>
    public readonly int Position => _at;

    /// <summary>Whether the line is not JSON.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>What comes next, after white space.</summary>
    public JsonToken Peek()
    {
        SkipWhiteSpace();
        if (_at >= _line.Length)
            return JsonToken.None;
        byte next = _line[_at];
        return next switch
        {
            (byte)'{' => JsonToken.Object,
            (byte)'[' => JsonToken.Array,
            (byte)'"' => JsonToken.String,
            (byte)'t' => JsonToken.True,
            (byte)'f' => JsonToken.False,
            (byte)'n' => JsonToken.Null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonToken.Number,
            _ => JsonToken.None,
        };
    }

    /// <summary>Takes an opening brace.</summary>
    public bool TryEnterObject() => TryTake((byte)'{');

    /// <summary>Takes the next member's name and colon. False at the closing brace, which is taken too, or where the line is not JSON.</summary>
    /// <param name="isFirst">True before the first member; cleared.</param>
    /// <param name="name">Unescaped; valid until the next string is read.</param>
    public bool TryNextMember(ref bool isFirst, out ReadOnlySpan<byte> name)
    {
        name = default;
        SkipWhiteSpace();
        if (_at < _line.Length && _line[_at] == '}')
        {
            _at++;
            return false;
        }

        if (!isFirst && !TryTake((byte)','))
            return false;
        isFirst = false;
        return TryReadString(out name) && TryTake((byte)':');
    }

    /// <summary>Takes an opening bracket.</summary>
    public bool TryEnterArray() => TryTake((byte)'[');

    /// <summary>Comes before the next element. False at the closing bracket, which is taken too, or where the line is not JSON.</summary>
    /// <param name="isFirst">True before the first element; cleared.</param>
    public bool TryNextElement(ref bool isFirst)
    {
        SkipWhiteSpace();
        if (_at < _line.Length && _line[_at] == ']')
        {
            _at++;
            return false;
        }

        if (!isFirst && !TryTake((byte)','))
            return false;
        isFirst = false;
        return true;
    }

    /// <summary>Takes a string.</summary>
    /// <param name="utf8">Unescaped; valid until the next string is read.</param>
    public bool TryReadString(out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (!TryTake((byte)'"'))
            return false;
        int start = _at;
        bool isEscaped = false;
        for (; _at < _line.Length; _at++)
        {
            byte next = _line[_at];
            if (next == '"')
            {
                utf8 = _line[start.._at++];
                return !isEscaped || _unescaper.TryUnescape(utf8, out utf8) || Fail();
            }

            if (next < ' ')
                return Fail();
            if (next == '\\')
            {
                // The byte after a backslash is never the closing quote.
                isEscaped = true;
                _at++;
            }
        }

        return Fail();
    }

    /// <summary>Takes a number.</summary>
    public bool TryReadNumber(out JsonNumber number)
    {
        SkipWhiteSpace();
        return JsonNumber.TryRead(_line, ref _at, out number) || Fail();
    }

    /// <summary>Takes <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool TryReadLiteral(ReadOnlySpan<byte> literal)
    {
        SkipWhiteSpace();
        if (!_line[_at..].StartsWith(literal))
            return Fail();
        _at += literal.Length;
        return true;
    }

    /// <summary>Whether only white space is left.</summary>
    public bool IsAtEnd()
    {
        SkipWhiteSpace();
        return _at == _line.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(byte expected)
    {
        SkipWhiteSpace();
        if (_at >= _line.Length || _line[_at] != expected)
            return Fail();
        _at++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhiteSpace()
    {
        while (_at < _line.Length && _line[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _at++;
    }

    private bool Fail()
    {
        HasFailed = true;
        return false;
    }
}
