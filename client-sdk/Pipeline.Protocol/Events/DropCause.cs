namespace Pipeline.Protocol.Events;

/// <summary>Why a client threw away what it had recorded. The numbers are part of the wire format.</summary>
public enum DropCause : byte
{
    /// <summary>A thread's buffer was full.</summary>
    BufferFull = 0,

    /// <summary>Too many batches waited in memory.</summary>
    BacklogFull = 1,

    /// <summary>The spool on disk was at its limit.</summary>
    SpoolFull = 2,

    /// <summary>The silo refused the batch for good.</summary>
    Refused = 3,

    /// <summary>Too old to be sent.</summary>
    Expired = 4,

    /// <summary>The event breaks a limit of the protocol.</summary>
    Invalid = 5,
}
