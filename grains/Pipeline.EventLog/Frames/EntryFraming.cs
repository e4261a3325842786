using System.Buffers.Binary;

namespace Pipeline.EventLog.Frames;

/// <summary>An entry inside a frame: length, checksum, bytes. Drawn in docs/event-log.md.</summary>
/// <remarks>
/// The checksum also covers stream and offset, so an index that points to another stream's entry is noticed as surely as a flipped bit.
/// </remarks>
internal static class EntryFraming
{
    /// <summary>Bytes before an entry's own: u32 length, u32 CRC-32C.</summary>
    public const int HeaderBytes = sizeof(uint) + sizeof(uint);

    /// <summary>Writes the framed entry to the front of <paramref name="destination"/>.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, long streamId, Offset offset, EntryParts entry)
    {
        ReadOnlySpan<byte> header = entry.Header.Span;
        ReadOnlySpan<byte> body = entry.Body.Span;
        int length = header.Length + body.Length;
        header.CopyTo(destination[HeaderBytes..]);
        body.CopyTo(destination[(HeaderBytes + header.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)length);
        uint crc = Checksum(streamId, offset, destination.Slice(HeaderBytes, length));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[sizeof(uint)..], crc);
        return HeaderBytes + length;
    }

    /// <summary>Checks the entry at the front of <paramref name="source"/>.</summary>
    /// <param name="source">Bytes of the part from this entry on.</param>
    /// <param name="streamId">Stream to which the entry must belong.</param>
    /// <param name="offset">Offset it must have.</param>
    /// <param name="length">Length of the entry's own bytes, which follow the header.</param>
    /// <returns>Null if whole, else what is wrong.</returns>
    public static string? Check(ReadOnlySpan<byte> source, long streamId, Offset offset, out int length)
    {
        length = 0;
        if (source.Length < HeaderBytes)
            return "the part ends inside an entry's header";
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if (stored > source.Length - HeaderBytes)
            return $"the entry's length {stored} exceeds the part";
        length = (int)stored;
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(source[sizeof(uint)..]);
        uint actual = Checksum(streamId, offset, source.Slice(HeaderBytes, length));
        return crc == actual ? null : $"the entry's checksum is {crc:x8}, its bytes give {actual:x8}";
    }

    private static uint Checksum(long streamId, Offset offset, ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Append(Crc32C.Append(0, streamId), offset.Value), bytes);
}
