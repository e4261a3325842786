using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The columns of a section's events. Numbers are part of the wire format; readers skip numbers they do not know.</summary>
public enum ColumnId : byte
{
    /// <summary>Unix ms; always there.</summary>
    Time = 1,

    /// <summary>Dictionary index below the section's segment count; always there.</summary>
    Segment = 2,

    /// <summary><see cref="Events.Outcome"/>; 0 where the column is left out.</summary>
    Outcome = 3,

    /// <summary>Calls the event stands for; 1 where the column is left out.</summary>
    Count = 4,

    /// <summary>Weight in millionths; 1,000,000 where the column is left out.</summary>
    Weight = 5,

    /// <summary>Duration of a call, ns; optional per event.</summary>
    Duration = 6,

    /// <summary>Dictionary index of the error text; optional per event.</summary>
    Error = 7,

    /// <summary>16 bytes each; optional per event.</summary>
    TraceId = 8,

    /// <summary>8 bytes each; optional per event.</summary>
    SpanId = 9,

    /// <summary>First of the resource columns, in the order of <see cref="Resource"/>; all optional per event.</summary>
    CpuTime = 16,
    MemoryDelta = 17,
    Allocated = 18,
    DbQueries = 19,
    CacheHits = 20,
    CacheMisses = 21,
    IoOperations = 22,
    LockWait = 23,
    Threads = 24,
}
