namespace Pipeline.EventLog;

/// <summary>The bytes of one entry in two parts that are stored one after the other, so that a header need not be copied to its
/// body.</summary>
/// <remarks>Both buffers stay the caller's, who must not write to them or give them back to a pool until the append has
/// completed.</remarks>
/// <param name="Header">First part; may be empty.</param>
/// <param name="Body">Second part; may be empty.</param>
public readonly record struct EntryParts(ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>Greatest length of an entry, in bytes: a section of 8 MiB with room for headers.</summary>
    public const int LengthBytesMax = 16 * 1024 * 1024;

    /// <summary>An entry of one part.</summary>
    public EntryParts(ReadOnlyMemory<byte> body)
        : this(default, body)
    {
    }

    /// <summary>Bytes of both parts.</summary>
    public long LengthBytes => (long)Header.Length + Body.Length;

    /// <exception cref="ArgumentOutOfRangeException">The parts are longer than <see cref="LengthBytesMax"/>.</exception>
    internal void Validate() => ArgumentOutOfRangeException.ThrowIfGreaterThan(LengthBytes, LengthBytesMax);
}
