namespace Pipeline.EventLog.Index;

/// <summary>Where one stream's entries of one frame lie: what the index knows per stream and frame.</summary>
/// <param name="Position">Position of the frame.</param>
/// <param name="First">Offset of the first entry.</param>
/// <param name="Count">Entries, at least 1.</param>
/// <param name="ByteStart">Where the part begins among the frame's entry bytes.</param>
/// <param name="ByteLength">Bytes of the part.</param>
internal readonly record struct StreamRun(long Position, Offset First, int Count, int ByteStart, int ByteLength)
{
    /// <summary>Offset after the last entry.</summary>
    public Offset End => new(First.Value + Count);
}
