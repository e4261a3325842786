using System.Buffers.Text;
using System.Text;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Resolves a JSON string's escapes into memory of its own, which the next string reuses.</summary>
internal sealed class JsonUnescaper
{
    private byte[] _bytes = new byte[256];

    /// <summary>False for an escape that JSON does not know and for half a surrogate pair.</summary>
    /// <param name="escaped">What stands between the quotes.</param>
    /// <param name="utf8">Valid until the next call.</param>
    public bool TryUnescape(ReadOnlySpan<byte> escaped, out ReadOnlySpan<byte> utf8)
    {
        // No escape is shorter than the character it stands for.
        if (_bytes.Length < escaped.Length)
            _bytes = new byte[escaped.Length];
        int written = 0;
        int at = 0;
        utf8 = default;
        while (at < escaped.Length)
        {
            if (escaped[at] != '\\')
                _bytes[written++] = escaped[at++];
            else if (!TryEscape(escaped, ref at, ref written))
                return false;
        }

        utf8 = _bytes.AsSpan(0, written);
        return true;
    }

    private bool TryEscape(ReadOnlySpan<byte> escaped, ref int at, ref int written)
    {
        if (at + 1 >= escaped.Length)
            return false;
        byte letter = escaped[at + 1];
        if (letter == 'u')
            return TryCharacter(escaped, ref at, ref written);
        byte plain = letter switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => letter,
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => 0,
        };
        _bytes[written++] = plain;
        at += 2;
        return plain != 0;
    }

    private bool TryCharacter(ReadOnlySpan<byte> escaped, ref int at, ref int written)
    {
        if (!TryUnit(escaped, ref at, out char first))
            return false;
        if (!Rune.TryCreate(first, out Rune rune)
            && (!TryUnit(escaped, ref at, out char second) || !Rune.TryCreate(first, second, out rune)))
            return false;
        written += rune.EncodeToUtf8(_bytes.AsSpan(written));
        return true;
    }

    /// <summary>Takes a backslash, the letter u and four hexadecimal digits.</summary>
    private static bool TryUnit(ReadOnlySpan<byte> escaped, ref int at, out char unit)
    {
        unit = default;
        if (escaped.Length - at < 6 || escaped[at] != '\\' || escaped[at + 1] != 'u')
            return false;
        bool parsed = Utf8Parser.TryParse(escaped.Slice(at + 2, 4), out ushort value, out int consumed, 'x') && consumed == 4;
        unit = (char)value;
        at += 6;
        return parsed;
    }
}
