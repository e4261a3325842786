using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Key, format and checksum of a stored snapshot. Drawn in docs/event-log.md.</summary>
internal static class SnapshotRow
{
    /// <summary>How the row is laid out and checksummed; the content's own version is the grain's business.</summary>
    public const int Format = 1;

    public static long Key(long streamId, int generation) => (streamId << 1) | (long)generation;

    public static long StreamId(long key) => key >> 1;

    public static int Generation(long key) => (int)(key & 1);

    public static uint Checksum(long streamId, Offset offset, bool hasOpenWindows, ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc32C.Append(Crc32C.Append(0, streamId), offset.Value);
        return Crc32C.Append(Crc32C.Append(crc, hasOpenWindows ? 1 : 0), bytes);
    }
}
