using System.Buffers.Binary;
using Pipeline.EventLog;

namespace Pipeline.Grains.Segments;

/// <summary>The entries of a segment's stream. They carry nothing: each only says that whoever appended it was the last to do so then.</summary>
/// <remarks>Format 1, kind (1 a claim, 2 a checkpoint), two bytes of zero, arrival i64 little-endian.</remarks>
internal static class SegmentEntry
{
    private const byte Format = 1;
    private const int ArrivalAt = 4;

    /// <summary>An activation begins: snapshots of earlier ones are refused from here on.</summary>
    public static EntryParts Claim(DateTimeOffset time) => Create(1, time);

    /// <summary>A snapshot is about to be written, at the offset behind this entry, so that no two snapshots have one offset.</summary>
    public static EntryParts Checkpoint(DateTimeOffset time) => Create(2, time);

    private static EntryParts Create(byte kind, DateTimeOffset time)
    {
        byte[] bytes = new byte[ArrivalAt + sizeof(long)];
        bytes[0] = Format;
        bytes[1] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(ArrivalAt), time.ToUnixTimeMilliseconds());
        return new EntryParts(bytes);
    }
}
