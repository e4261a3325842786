namespace Pipeline.EventLog.Frames;

/// <summary>One stream's entries in one frame: consecutive offsets, consecutive bytes.</summary>
/// <param name="StreamId">Number of the stream in the database.</param>
/// <param name="First">Offset of the first entry.</param>
/// <param name="Count">Entries, at least 1.</param>
/// <param name="ByteStart">Where the part begins among the frame's entry bytes.</param>
/// <param name="ByteLength">Bytes of the part, entry headers included.</param>
internal readonly record struct FramePart(long StreamId, Offset First, int Count, int ByteStart, int ByteLength)
{
    /// <summary>Offset after the last entry.</summary>
    public Offset End => new(First.Value + Count);
}
