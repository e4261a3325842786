namespace Pipeline.EventLog;

/// <summary>How the writing of a snapshot ended.</summary>
public enum SnapshotStatus
{
    /// <summary>The snapshot is durable and the latest one.</summary>
    Written,

    /// <summary>
    /// A snapshot at a later offset exists, or the one that the write goes on from does not exist any more, or an entry lies behind the
    /// offset of one that requires the head; nothing was written.
    /// </summary>
    Superseded,

    /// <summary>Other snapshots wait, and there is no room for one more; nothing was written. The next snapshot will do.</summary>
    Overloaded,
}
