using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>The members of an NDJSON object. Resources come last, in the order of <see cref="Resource"/>.</summary>
internal enum NdjsonField : byte
{
    Unknown = 0,
    Time,
    Endpoint,
    Segment,
    DurationMs,
    Outcome,
    Error,
    Count,
    Weight,
    Operations,
    Values,
    TraceId,
    SpanId,
    PerEvent,
    Tally,
    Dropped,
    CpuMs,
    MemoryDelta,
    Allocated,
    DbQueries,
    CacheHits,
    CacheMisses,
    IoOps,
    LockWaitMs,
    Threads,
}
