using System.Buffers.Binary;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench;

/// <summary>Moves a section in time: the times of its events are relative to one field of its header (docs/wire-format.md).</summary>
internal static class SectionClock
{
    /// <summary>Index of the base time, Unix ms in eight bytes, little-endian.</summary>
    private const int BaseTimeAt = 12;

    /// <summary>The CRC32C of everything before it ends the section.</summary>
    private const int ChecksumSize = 4;

    /// <summary>Makes the earliest event end at <paramref name="minTimeUnixMs"/> and all others as long after it as before.</summary>
    public static void Rebase(Span<byte> section, long minTimeUnixMs)
    {
        BinaryPrimitives.WriteInt64LittleEndian(section[BaseTimeAt..], minTimeUnixMs);
        BinaryPrimitives.WriteUInt32LittleEndian(section[^ChecksumSize..], Crc32C.Compute(section[..^ChecksumSize]));
    }
}
