using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Pipeline.EventLog;
using Pipeline.Grains.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Query.Events;

/// <summary>A place among an endpoint's events, as clients carry it from page to page.</summary>
/// <remarks>
/// <code>
/// 0        1       9      13
/// version  offset  index  CRC-32C of all before and the endpoint's name     base64url, 23 characters
/// </code>
/// The checksum is no secret: it keeps a cursor that was cut, or belongs to another endpoint, from silently meaning some other place.
/// </remarks>
internal static class EventCursor
{
    private const byte Version = 1;
    private const int OffsetAt = 1;
    private const int IndexAt = OffsetAt + sizeof(long);
    private const int ChecksumAt = IndexAt + sizeof(int);
    private const int Size = ChecksumAt + sizeof(uint);

    public static string Encode(string endpoint, EventPosition position)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[OffsetAt..], position.Offset.Value);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[IndexAt..], position.Index);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum(bytes[..ChecksumAt], endpoint));
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryDecode(string endpoint, string text, out EventPosition position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out int size)
            || size != Size
            || bytes[0] != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Checksum(bytes[..ChecksumAt], endpoint))
            return false;
        long offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[OffsetAt..]);
        int index = BinaryPrimitives.ReadInt32LittleEndian(bytes[IndexAt..]);
        position = new EventPosition(new Offset(offset), index);
        return offset >= 0 && index >= 0;
    }

    private static uint Checksum(ReadOnlySpan<byte> place, string endpoint)
    {
        Debug.Assert(place.Length == ChecksumAt, "Everything before the checksum.");
        return Crc32C.Compute([.. place, .. Encoding.UTF8.GetBytes(endpoint)]);
    }
}
