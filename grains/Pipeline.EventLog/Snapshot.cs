namespace Pipeline.EventLog;

/// <summary>A grain's state up to an offset.</summary>
/// <param name="Offset">The first entry that is not part of the state: replay continues here.</param>
/// <param name="Bytes">The state as it was handed over. Belongs to the reader.</param>
public sealed record Snapshot(Offset Offset, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>
    /// Greatest size of a snapshot, in bytes: 64 MiB. Most are tens of kilobytes; an endpoint with as many segments, windows and operations
    /// as it may have comes to about 40 MB.
    /// </summary>
    public const int LengthBytesMax = 64 * 1024 * 1024;
}
