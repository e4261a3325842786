namespace Pipeline.EventLog.Frames;

/// <summary>Row keys of a frame: its position, and within it the number of the row.</summary>
/// <remarks>
/// A frame is cut into rows because SQLite chains the pages of a large value: to read at byte n of a row it walks the chain from its start.
/// With a hundred streams in a frame of 1 MB that walk was ten times the work of the reading (figures in docs/event-log.md).
/// </remarks>
internal static class FrameKey
{
    /// <summary>
    /// Entry bytes in each row of a frame but its last. With pages of 8 KiB a row of this size fills its seven chained pages and leaves the
    /// smallest remainder SQLite allows in the table's own page, so cutting costs next to no space.
    /// </summary>
    public const int RowBytes = 58_300;

    private const int RowBits = 12;

    /// <summary>Greatest size of a frame's entries.</summary>
    public const int FrameBytesMax = RowBytes << RowBits;

    public static long First(long position) => position << RowBits;

    public static long Last(long position) => First(position + 1) - 1;

    public static long Row(long position, int row) => First(position) + row;

    public static long Position(long key) => key >> RowBits;

    public static bool IsFirst(long key) => (key & ((1 << RowBits) - 1)) == 0;
}
