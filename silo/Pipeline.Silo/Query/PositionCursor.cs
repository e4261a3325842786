using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Query;

/// <summary>A place in a list that is ordered by beginning and id, as clients carry it from page to page.</summary>
/// <remarks>
/// <code>
/// 0        1 (8 bytes)  9
/// kind     start        id in UTF-8, CRC-32C of all before     base64url
/// </code>
/// Start and id themselves, not a number: so it means the same place whatever begins or ends meanwhile. Each list has a kind of its own, so
/// that the cursor of one is refused by the others.
/// </remarks>
internal static class PositionCursor
{
    private const int SinceAt = 1;
    private const int IdAt = SinceAt + sizeof(long);
    private const int IdSizeMax = 64;
    private const int ChecksumSize = sizeof(uint);
    private const int SizeMax = IdAt + IdSizeMax + ChecksumSize;

    public static string Encode(byte kind, long sinceUnixMs, string id)
    {
        byte[] bytes = new byte[IdAt + Encoding.UTF8.GetByteCount(id) + ChecksumSize];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SinceAt), sinceUnixMs);
        Encoding.UTF8.GetBytes(id, bytes.AsSpan(IdAt));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^ChecksumSize..), Crc32C.Compute(bytes.AsSpan(..^ChecksumSize)));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor of that kind; null if it is none.</summary>
    public static (long SinceUnixMs, string Id)? Decode(byte kind, string text)
    {
        Span<byte> buffer = stackalloc byte[SizeMax];
        // Decoding throws at characters that are none of the alphabet.
        if (text.Length > Base64Url.GetEncodedLength(SizeMax)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, buffer, out int size)
            || size <= IdAt + ChecksumSize)
            return null;
        ReadOnlySpan<byte> bytes = buffer[..size];
        if (bytes[0] != kind || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]) != Crc32C.Compute(bytes[..^ChecksumSize]))
            return null;
        return (BinaryPrimitives.ReadInt64LittleEndian(bytes[SinceAt..]), Encoding.UTF8.GetString(bytes[IdAt..^ChecksumSize]));
    }
}
