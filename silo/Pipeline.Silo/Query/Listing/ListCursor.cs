using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Query.Listing;

/// <summary>A place in a list of endpoints, as clients carry it from page to page.</summary>
/// <remarks>
/// <code>
/// 0        1     2           3            4 (8 bytes)  12
/// version  sort  descending  has figure   figure       name in UTF-8, CRC-32C of all before     base64url
/// </code>
/// The figure and the name themselves, not a number: so it means the same place whatever joins or leaves the list.
/// </remarks>
internal static class ListCursor
{
    private const byte Version = 1;
    private const int SortAt = 1;
    private const int DescendingAt = 2;
    private const int HasFigureAt = 3;
    private const int FigureAt = 4;
    private const int NameAt = FigureAt + sizeof(double);
    private const int ChecksumSize = sizeof(uint);
    private const int SizeMax = NameAt + EventLimits.EndpointBytesMax + ChecksumSize;

    public static string Encode(EndpointSort sort, bool isDescending, ListPosition position)
    {
        byte[] bytes = new byte[NameAt + Encoding.UTF8.GetByteCount(position.Name) + ChecksumSize];
        bytes[0] = Version;
        bytes[SortAt] = (byte)sort;
        bytes[DescendingAt] = isDescending ? (byte)1 : (byte)0;
        bytes[HasFigureAt] = position.Figure is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(FigureAt), position.Figure ?? 0);
        Encoding.UTF8.GetBytes(position.Name, bytes.AsSpan(NameAt));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^ChecksumSize..), Crc32C.Compute(bytes.AsSpan(..^ChecksumSize)));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; false if it is none.</summary>
    public static bool TryDecode(string text, out EndpointSort sort, out bool isDescending, out ListPosition? position)
    {
        sort = default;
        isDescending = false;
        position = null;
        Span<byte> buffer = stackalloc byte[SizeMax];
        // Decoding throws at characters that are none of the alphabet.
        if (text.Length > Base64Url.GetEncodedLength(SizeMax) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, buffer, out int size) || size <= NameAt + ChecksumSize)
            return false;
        ReadOnlySpan<byte> bytes = buffer[..size];
        if (bytes[0] != Version || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]) != Crc32C.Compute(bytes[..^ChecksumSize]))
            return false;
        sort = (EndpointSort)bytes[SortAt];
        isDescending = bytes[DescendingAt] != 0;
        double figure = BinaryPrimitives.ReadDoubleLittleEndian(bytes[FigureAt..]);
        position = new ListPosition(bytes[HasFigureAt] == 0 ? null : figure, Encoding.UTF8.GetString(bytes[NameAt..^ChecksumSize]));
        return Enum.IsDefined(sort) && double.IsFinite(figure);
    }
}
