namespace Pipeline.Protocol.Ndjson;

/// <summary>Finds a field by its name.</summary>
internal static class NdjsonFields
{
    /// <summary>Compares with the few names of the same length, the most frequent first.</summary>
    public static NdjsonField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("time"u8) ? NdjsonField.Time : NdjsonField.Unknown,
        5 => name.SequenceEqual("count"u8) ? NdjsonField.Count
            : name.SequenceEqual("error"u8) ? NdjsonField.Error
            : name.SequenceEqual("tally"u8) ? NdjsonField.Tally
            : NdjsonField.Unknown,
        6 => name.SequenceEqual("cpu_ms"u8) ? NdjsonField.CpuMs
            : name.SequenceEqual("values"u8) ? NdjsonField.Values
            : name.SequenceEqual("weight"u8) ? NdjsonField.Weight
            : name.SequenceEqual("io_ops"u8) ? NdjsonField.IoOps
            : NdjsonField.Unknown,
        7 => name.SequenceEqual("segment"u8) ? NdjsonField.Segment
            : name.SequenceEqual("outcome"u8) ? NdjsonField.Outcome
            : name.SequenceEqual("span_id"u8) ? NdjsonField.SpanId
            : name.SequenceEqual("threads"u8) ? NdjsonField.Threads
            : name.SequenceEqual("dropped"u8) ? NdjsonField.Dropped
            : NdjsonField.Unknown,
        8 => name.SequenceEqual("endpoint"u8) ? NdjsonField.Endpoint
            : name.SequenceEqual("trace_id"u8) ? NdjsonField.TraceId
            : NdjsonField.Unknown,
        9 => name.SequenceEqual("allocated"u8) ? NdjsonField.Allocated
            : name.SequenceEqual("per_event"u8) ? NdjsonField.PerEvent
            : NdjsonField.Unknown,
        10 => name.SequenceEqual("operations"u8) ? NdjsonField.Operations
            : name.SequenceEqual("db_queries"u8) ? NdjsonField.DbQueries
            : name.SequenceEqual("cache_hits"u8) ? NdjsonField.CacheHits
            : NdjsonField.Unknown,
        11 => name.SequenceEqual("duration_ms"u8) ? NdjsonField.DurationMs : NdjsonField.Unknown,
        12 => name.SequenceEqual("cache_misses"u8) ? NdjsonField.CacheMisses
            : name.SequenceEqual("memory_delta"u8) ? NdjsonField.MemoryDelta
            : name.SequenceEqual("lock_wait_ms"u8) ? NdjsonField.LockWaitMs
            : NdjsonField.Unknown,
        _ => NdjsonField.Unknown,
    };
}
