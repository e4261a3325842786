namespace Pipeline.EventLog;

/// <summary>How an append ended when the log knows how it ended; otherwise it throws <see cref="EventLogException"/>.</summary>
public enum AppendStatus
{
    /// <summary>The entry is durable at the expected offset.</summary>
    Committed,

    /// <summary>Another entry has the expected offset, or one before it is missing. Nothing was written.</summary>
    Conflict,

    /// <summary>The queue of unwritten bytes is full. Nothing was written; the same append may be tried again later.</summary>
    Overloaded,
}
