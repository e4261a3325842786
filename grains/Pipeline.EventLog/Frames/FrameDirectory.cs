using System.Buffers.Binary;

namespace Pipeline.EventLog.Frames;

/// <summary>Says which streams have entries in a frame, and where. Drawn in docs/event-log.md.</summary>
/// <remarks>Its checksum also covers the frame's position and time, which are stored beside it.</remarks>
internal sealed class FrameDirectory
{
    private const byte Version = 1;
    private const int PartBytesMax = 4 * Varint.BytesMax;
    private const int FixedBytesMax = 1 + Varint.BytesMax + sizeof(uint);

    private FrameDirectory(FramePart[] parts, int entriesByteLength)
    {
        Parts = parts;
        EntriesByteLength = entriesByteLength;
    }

    /// <summary>Ascending by stream; their byte ranges follow one another without gap.</summary>
    public IReadOnlyList<FramePart> Parts { get; }

    /// <summary>Bytes of all parts.</summary>
    public int EntriesByteLength { get; }

    /// <summary>Room that always suffices for the encoding.</summary>
    public static int EncodedBytesMax(int partCount) => FixedBytesMax + (partCount * PartBytesMax);

    /// <returns>Bytes written.</returns>
    public static int Encode(Span<byte> destination, long position, long committedAtUnixMs, ReadOnlySpan<FramePart> parts)
    {
        destination[0] = Version;
        int length = 1 + Varint.Write(destination[1..], parts.Length);
        long previousStreamId = 0;
        foreach (FramePart part in parts)
        {
            length += Varint.Write(destination[length..], part.StreamId - previousStreamId);
            length += Varint.Write(destination[length..], part.First.Value);
            length += Varint.Write(destination[length..], part.Count);
            length += Varint.Write(destination[length..], part.ByteLength);
            previousStreamId = part.StreamId;
        }
        uint crc = Checksum(position, committedAtUnixMs, destination[..length]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[length..], crc);
        return length + sizeof(uint);
    }

    /// <summary>Reads a directory, trusting nothing.</summary>
    /// <exception cref="EventLogException">The bytes are damaged or belong to another frame.</exception>
    public static FrameDirectory Decode(ReadOnlySpan<byte> encoded, long position, long committedAtUnixMs)
    {
        if (encoded.Length < 1 + 1 + sizeof(uint))
            throw Damaged(position, "it is too short");
        ReadOnlySpan<byte> rest = encoded[..^sizeof(uint)];
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(encoded[^sizeof(uint)..]);
        if (crc != Checksum(position, committedAtUnixMs, rest))
            throw Damaged(position, "its checksum does not match");
        if (rest[0] != Version)
            throw Damaged(position, $"its version {rest[0]} is unknown");
        rest = rest[1..];
        return DecodeParts(rest, position);
    }

    private static FrameDirectory DecodeParts(ReadOnlySpan<byte> rest, long position)
    {
        // A part takes at least four bytes, which bounds the allocation by the bytes at hand.
        if (!Varint.TryRead(ref rest, rest.Length / 4, out long partCount) || partCount == 0)
            throw Damaged(position, "its part count is out of range");
        FramePart[] parts = new FramePart[partCount];
        long streamId = 0;
        long byteStart = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            bool isWhole = Varint.TryRead(ref rest, long.MaxValue - streamId, out long streamDelta)
                & Varint.TryRead(ref rest, long.MaxValue, out long first)
                & Varint.TryRead(ref rest, int.MaxValue, out long count)
                & Varint.TryRead(ref rest, int.MaxValue - byteStart, out long byteLength);
            if (!isWhole || streamDelta == 0 || count == 0 || count > long.MaxValue - first)
                throw Damaged(position, $"part {i} is out of range");
            streamId += streamDelta;
            parts[i] = new FramePart(streamId, new Offset(first), (int)count, (int)byteStart, (int)byteLength);
            byteStart += byteLength;
        }
        if (!rest.IsEmpty)
            throw Damaged(position, "bytes follow its last part");
        return new FrameDirectory(parts, (int)byteStart);
    }

    private static uint Checksum(long position, long committedAtUnixMs, ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Append(Crc32C.Append(0, position), committedAtUnixMs), bytes);

    private static EventLogException Damaged(long position, string how) =>
        new($"The directory of frame {position} is damaged: {how}.");
}
