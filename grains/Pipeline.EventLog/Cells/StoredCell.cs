namespace Pipeline.EventLog;

/// <summary>A packed piece of a grain's state that is kept beside its snapshots: written once, and again only when it changes.</summary>
/// <param name="Tier">Which series of pieces, 0 to <see cref="TierMax"/>.</param>
/// <param name="StartUnixMs">Its place in the series: a whole second from 0 to <see cref="StartUnixMsMax"/>.</param>
/// <param name="Bytes">Opaque to the store, at most <see cref="LengthBytesMax"/>.</param>
public sealed record StoredCell(int Tier, long StartUnixMs, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Greatest tier.</summary>
    public const int TierMax = 7;

    /// <summary>Latest start, Unix ms: in the year 2514.</summary>
    public const long StartUnixMsMax = ((1L << 34) - 1) * 1_000;

    /// <summary>Greatest size, bytes: 16 MiB.</summary>
    public const int LengthBytesMax = 16 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Tier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Tier, TierMax);
        ArgumentOutOfRangeException.ThrowIfNegative(StartUnixMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StartUnixMs, StartUnixMsMax);
        ArgumentOutOfRangeException.ThrowIfNotEqual(StartUnixMs % 1_000, 0, nameof(StartUnixMs));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bytes.Length, LengthBytesMax);
    }
}
