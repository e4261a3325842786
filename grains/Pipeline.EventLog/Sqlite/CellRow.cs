using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Key, format and checksum of a stored cell. Drawn in docs/event-log.md.</summary>
/// <remarks>
/// The key is the row's number, so that the cells of a stream lie together, a tier in order of time, and need no second index:
/// 26 bits of stream, 3 of tier, 34 of start in seconds.
/// </remarks>
internal static class CellRow
{
    public const int Format = 1;

    private const int SecondBits = 34;
    private const int TierBits = 3;
    private const long SecondMax = (1L << SecondBits) - 1;
    private const long StreamIdMax = (1L << (63 - SecondBits - TierBits)) - 1;

    /// <exception cref="EventLogException">There are more streams than keys have room for.</exception>
    public static long Key(long streamId, int tier, long startUnixMs)
    {
        if (streamId > StreamIdMax)
            throw new EventLogException($"Stream number {streamId} is beyond {StreamIdMax}: it cannot have cells.");
        return (((streamId << TierBits) | (long)tier) << SecondBits) | (startUnixMs / 1_000);
    }

    /// <summary>Key of the first cell of a tier that does not start before a time; any time will do.</summary>
    public static long KeyFrom(long streamId, int tier, long fromUnixMs)
    {
        long from = Math.Clamp(fromUnixMs, 0, StoredCell.StartUnixMsMax + 1_000);
        return Key(streamId, tier, 0) + ((from + 999) / 1_000);
    }

    public static long StreamId(long key) => key >> (SecondBits + TierBits);

    public static int Tier(long key) => (int)(key >> SecondBits) & StoredCell.TierMax;

    public static long StartUnixMs(long key) => (key & SecondMax) * 1_000;

    public static uint Checksum(long key, Offset offset, ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Append(Crc32C.Append(0, key), offset.Value), bytes);
}
