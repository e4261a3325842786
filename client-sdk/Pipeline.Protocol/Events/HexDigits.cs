using System.Buffers.Text;

namespace Pipeline.Protocol.Events;

/// <summary>Sixteen hexadecimal digits as a number.</summary>
internal static class HexDigits
{
    public static bool TryParse(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        return digits.Length == 16
            && Utf8Parser.TryParse(digits, out value, out int consumed, 'x')
            && consumed == digits.Length;
    }
}
