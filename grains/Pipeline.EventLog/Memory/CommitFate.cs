namespace Pipeline.EventLog.Memory;

/// <summary>What becomes of one commit of the in-memory log.</summary>
public enum CommitFate
{
    /// <summary>It succeeds.</summary>
    Commit,

    /// <summary>Its writers get <see cref="EventLogException"/> and nothing is written.</summary>
    Fail,

    /// <summary>Its writers get <see cref="EventLogException"/> although everything is written: the unknown outcome.</summary>
    WriteButFail,
}
