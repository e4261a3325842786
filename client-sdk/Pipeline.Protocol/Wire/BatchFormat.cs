using System.Diagnostics;

namespace Pipeline.Protocol.Wire;

/// <summary>Numbers of the batch layout; docs/wire-format.md draws it.</summary>
internal static class BatchFormat
{
    /// <summary>"PLB1" read as a little-endian number.</summary>
    public const uint Magic = 0x31424c50;

    public const byte Version = 1;

    public const int SourceAt = 8;
    public const int SourceStartAt = 24;
    public const int SequenceAt = 32;
    public const int SectionCountAt = 40;
    public const int DirectoryBytesAt = 44;
    public const int HeaderSize = 48;
    public const int ChecksumSize = 4;

    /// <summary>A directory entry without its endpoint.</summary>
    public const int EntryFixedSize = 32;

    static BatchFormat() => Debug.Assert(DirectoryBytesAt + 4 == HeaderSize, "The header ends with its last field.");
}
