using System.Buffers.Binary;
using System.Globalization;

namespace Pipeline.Protocol.Identities;

/// <summary>Sixteen bytes that name a source: random for a process, a content hash for a file.</summary>
/// <param name="High">The first eight bytes, big-endian.</param>
/// <param name="Low">The last eight bytes, big-endian.</param>
public readonly record struct SourceId(ulong High, ulong Low)
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Size = 16;

    /// <summary>A new random identity.</summary>
    public static SourceId CreateRandom()
    {
        Span<byte> bytes = stackalloc byte[Size];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>Reads 16 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 bytes.</exception>
    public static SourceId Read(ReadOnlySpan<byte> source)
        => new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>Reads 32 hexadecimal digits; hyphens of a GUID's written form are allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SourceId id)
    {
        bool parsed = Guid.TryParseExact(text, "N", out Guid guid) || Guid.TryParseExact(text, "D", out guid);
        Span<byte> bytes = stackalloc byte[Size];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        id = Read(bytes);
        return parsed;
    }

    /// <summary>Writes 16 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than 16 bytes.</exception>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
