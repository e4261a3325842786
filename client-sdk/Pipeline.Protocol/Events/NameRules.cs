using System.Text;
using System.Text.Unicode;

namespace Pipeline.Protocol.Events;

/// <summary>Which texts may be names: UTF-8 of a bounded length without control characters (C0, DEL, C1).</summary>
public static class NameRules
{
    /// <summary>Whether the bytes are valid UTF-8, 1 to <paramref name="bytesMax"/> long and free of control characters.</summary>
    public static bool IsName(ReadOnlySpan<byte> utf8, int bytesMax)
        => utf8.Length >= 1 && utf8.Length <= bytesMax && !HasControl(utf8) && Utf8.IsValid(utf8);

    /// <summary>Whether the text makes 1 to <paramref name="bytesMax"/> bytes of UTF-8, is well-formed and free of control characters.</summary>
    public static bool IsName(string? text, int bytesMax)
    {
        if (string.IsNullOrEmpty(text) || text.Length > bytesMax)
            return false;
        if (Ascii.IsValid(text))
            return !text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Contains('\u007f', StringComparison.Ordinal);
        Span<byte> utf8 = stackalloc byte[EventLimits.EndpointBytesMax];
        return Utf8.FromUtf16(text, utf8[..Math.Min(bytesMax, utf8.Length)], out _, out int written, replaceInvalidSequences: false)
            == System.Buffers.OperationStatus.Done
            && !HasControl(utf8[..written]);
    }

    private static bool HasControl(ReadOnlySpan<byte> utf8)
    {
        if (utf8.ContainsAnyInRange((byte)0, (byte)0x1f) || utf8.Contains((byte)0x7f))
            return true;

        // U+0080 to U+009F are C2 80 to C2 9F.
        for (int index = utf8.IndexOf((byte)0xc2); index >= 0 && index + 1 < utf8.Length;)
        {
            if (utf8[index + 1] < 0xa0)
                return true;
            int next = utf8[(index + 1)..].IndexOf((byte)0xc2);
            index = next < 0 ? -1 : index + 1 + next;
        }

        return false;
    }
}
