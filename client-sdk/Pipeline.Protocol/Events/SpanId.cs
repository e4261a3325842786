using System.Globalization;

namespace Pipeline.Protocol.Events;

/// <summary>A W3C span id: 8 bytes, written as 16 hexadecimal digits. Zero means none.</summary>
/// <param name="Value">The digits as a number.</param>
public readonly record struct SpanId(ulong Value)
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Size = 8;

    public bool IsNone => Value == 0;

    /// <summary>Reads exactly 16 hexadecimal digits of either case; all zero is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hexUtf8, out SpanId id)
    {
        bool parsed = HexDigits.TryParse(hexUtf8, out ulong value);
        id = new SpanId(value);
        return parsed && value != 0;
    }

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
