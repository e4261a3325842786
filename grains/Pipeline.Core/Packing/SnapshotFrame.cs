using System.Buffers.Binary;
using Pipeline.Core.Endpoints;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Packing;

/// <summary>What all snapshots have around them: three letters, a version, the contents, and a CRC-32C of everything before it.</summary>
internal static class SnapshotFrame
{
    private const int MagicSize = 3;
    private const int HeadSize = MagicSize + 1;
    private const int ChecksumSize = 4;

    /// <summary>A writer with the head written.</summary>
    public static PackedWriter Begin(ReadOnlySpan<byte> magic, byte version)
    {
        PackedWriter writer = new();
        writer.WriteRaw(magic);
        writer.WriteByte(version);
        return writer;
    }

    /// <summary>Adds the checksum and gives the bytes.</summary>
    public static byte[] End(PackedWriter writer)
    {
        uint checksum = Crc32C.Compute(writer.Written);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.Take(ChecksumSize), checksum);
        return writer.ToArray();
    }

    /// <summary>Whether these are the bytes of such a snapshot, of a version up to the given one.</summary>
    public static SnapshotFault Check(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic, byte latestVersion)
    {
        if (bytes.Length < HeadSize + ChecksumSize)
            return SnapshotFault.Damaged;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]) != Crc32C.Compute(bytes[..^ChecksumSize]))
            return SnapshotFault.Damaged;
        bool isKnown = bytes.StartsWith(magic) && VersionOf(bytes) is not 0 and var version && version <= latestVersion;
        return isKnown ? SnapshotFault.None : SnapshotFault.UnknownVersion;
    }

    /// <summary>The version of bytes that were checked.</summary>
    public static byte VersionOf(ReadOnlySpan<byte> bytes) => bytes[MagicSize];

    /// <summary>The contents of bytes that were checked.</summary>
    public static PackedReader Open(ReadOnlySpan<byte> bytes) => new(bytes[HeadSize..^ChecksumSize]);
}
