namespace Pipeline.EventLog.Redis.Streams;

/// <summary>A cell's place as one number that sorts as the cells do: the tier above 34 bits of seconds. Exact in a double, as sorted sets
/// keep it.</summary>
internal static class CellKey
{
    private const int SecondBits = 34;

    public static long Of(int tier, long startUnixMs) => First(tier) + (startUnixMs / 1_000);

    /// <summary>The first key of a tier whose start is at that time or later.</summary>
    public static long FirstFrom(int tier, long unixMs)
    {
        long seconds = Math.Clamp(unixMs, 0, StoredCell.StartUnixMsMax + 1_000);
        return First(tier) + ((seconds + 999) / 1_000);
    }

    public static long First(int tier) => (long)tier << SecondBits;

    public static int Tier(long key) => (int)(key >> SecondBits);

    public static long StartUnixMs(long key) => (key & ((1L << SecondBits) - 1)) * 1_000;
}
