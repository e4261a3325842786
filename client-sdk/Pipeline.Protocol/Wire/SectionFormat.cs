using System.Diagnostics;

namespace Pipeline.Protocol.Wire;

/// <summary>Numbers of the section layout; docs/wire-format.md draws it.</summary>
internal static class SectionFormat
{
    /// <summary>"PLS1" read as a little-endian number.</summary>
    public const uint Magic = 0x31534c50;

    public const byte Version = 1;

    /// <summary>The dictionary's end offsets take four bytes each instead of two.</summary>
    public const byte FlagWideDictionary = 1;

    /// <summary>Drops follow the tallies, within the tallies' bytes.</summary>
    public const byte FlagDrops = 2;

    public const byte FlagsKnown = FlagWideDictionary | FlagDrops;

    /// <summary>A drop's first number holds its cause in these low bits, the segment above them.</summary>
    public const int DropCauseBits = 3;

    public const int DropCauseMask = (1 << DropCauseBits) - 1;

    public const int FlagsAt = 5;
    public const int EndpointLengthAt = 6;
    public const int ByteLengthAt = 8;
    public const int BaseTimeAt = 12;
    public const int EventCountAt = 20;
    public const int TallyCountAt = 24;
    public const int StringCountAt = 28;
    public const int DictionaryBytesAt = 32;
    public const int SegmentCountAt = 36;
    public const int ValueGroupCountAt = 38;
    public const int OperationGroupCountAt = 40;
    public const int ColumnCountAt = 42;
    public const int TallyBytesAt = 44;
    public const int HeaderSize = 48;
    public const int ChecksumSize = 4;
    public const int SizeMin = HeaderSize + 1 + ChecksumSize;

    /// <summary>Value columns have one column so far: the amount.</summary>
    public const byte AmountColumn = 1;

    /// <summary>Column ids in a group below this one are known.</summary>
    public const int GroupColumnsKnownEnd = 5;

    static SectionFormat() => Debug.Assert(TallyBytesAt + 4 == HeaderSize, "The header ends with its last field.");
}
