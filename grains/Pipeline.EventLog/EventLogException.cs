namespace Pipeline.EventLog;

/// <summary>The log or its files are not as they must be: a commit failed or has an unknown outcome, bytes are damaged, a format is
/// newer.</summary>
/// <remarks>Expected outcomes (conflict, overload) are results instead. The message names whatever of stream, offset and frame is
/// known.</remarks>
public sealed class EventLogException : Exception
{
    /// <summary>A failure of the log as a whole.</summary>
    public EventLogException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>A failure at a place in a stream.</summary>
    public EventLogException(StreamName stream, Offset offset, string message, Exception? innerException = null)
        : base($"Stream '{stream}' at offset {offset}: {message}", innerException)
    {
        Stream = stream;
        Offset = offset;
    }

    /// <summary>
    /// Whether it is certain that the stream's state cannot be rebuilt, because no snapshot is whole and entries were removed; else reading
    /// again may succeed.
    /// </summary>
    public bool IsStateLost { get; init; }

    /// <summary>
    /// Whether cells were asked for as of a snapshot that the store does not hold any more: others have written since, and the reader's state
    /// must be read anew.
    /// </summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Whether a stored cell is there but its bytes are not what was written: reading it again will not help.</summary>
    public bool IsCellDamaged { get; init; }

    /// <summary>The stream concerned; null when the failure concerns the whole log.</summary>
    public StreamName? Stream { get; }

    /// <summary>The offset concerned; null when the failure concerns the whole log.</summary>
    public Offset? Offset { get; }
}
