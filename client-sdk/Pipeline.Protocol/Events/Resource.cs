namespace Pipeline.Protocol.Events;

/// <summary>The resources an event may report. Each may be absent, which differs from zero: nobody looked.</summary>
/// <remarks>The numbers are part of the wire format: the column of a resource is <c>16 + number</c>.</remarks>
public enum Resource : byte
{
    /// <summary>Processor time, ns.</summary>
    CpuTime = 0,

    /// <summary>Change of the process's memory, bytes, signed.</summary>
    MemoryDelta = 1,

    /// <summary>Allocated bytes.</summary>
    Allocated = 2,

    DbQueries = 3,
    CacheHits = 4,
    CacheMisses = 5,
    IoOperations = 6,

    /// <summary>Time spent waiting for locks (in Python: for the interpreter lock), ns.</summary>
    LockWait = 7,

    /// <summary>Threads in use.</summary>
    Threads = 8,
}
