using System.Buffers.Binary;
using System.Globalization;

namespace Pipeline.Protocol.Events;

/// <summary>A W3C trace id: 16 bytes, written as 32 hexadecimal digits. All zero means none.</summary>
/// <param name="High">The first 16 digits.</param>
/// <param name="Low">The last 16 digits.</param>
public readonly record struct TraceId(ulong High, ulong Low)
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Size = 16;

    public bool IsNone => (High | Low) == 0;

    /// <summary>Reads exactly 32 hexadecimal digits of either case; all zero is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hexUtf8, out TraceId id)
    {
        id = default;
        if (hexUtf8.Length != 2 * Size
            || !HexDigits.TryParse(hexUtf8[..16], out ulong high)
            || !HexDigits.TryParse(hexUtf8[16..], out ulong low))
            return false;
        id = new TraceId(high, low);
        return !id.IsNone;
    }

    /// <summary>Reads 16 bytes in the order in which their digits are written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes.</exception>
    public static TraceId Read(ReadOnlySpan<byte> source)
        => new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>Writes 16 bytes in the order in which their digits are written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than 16 bytes.</exception>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
