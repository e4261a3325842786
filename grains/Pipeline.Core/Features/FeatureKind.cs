namespace Pipeline.Core.Features;

/// <summary>What is measured of the calls in a window. The numbers are part of the format of snapshots.</summary>
public enum FeatureKind : byte
{
    /// <summary>Calls per second.</summary>
    Rate = 1,

    /// <summary>Share of the calls that failed, 0 to 1.</summary>
    ErrorShare = 2,

    /// <summary>Mean duration, ms.</summary>
    DurationMean = 3,

    /// <summary>Median duration, ms.</summary>
    DurationP50 = 4,

    /// <summary>95th percentile of durations, ms.</summary>
    DurationP95 = 5,

    /// <summary>99th percentile of durations, ms.</summary>
    DurationP99 = 6,

    /// <summary>CPU time per event, ms.</summary>
    Cpu = 7,

    /// <summary>Change of memory per event, bytes; may be negative.</summary>
    Memory = 8,

    /// <summary>Bytes allocated per event.</summary>
    Allocated = 9,

    /// <summary>Database queries per event.</summary>
    DbQueries = 10,

    /// <summary>Share of cache lookups that hit, 0 to 1.</summary>
    CacheHitShare = 11,

    /// <summary>I/O operations per event.</summary>
    IoOperations = 12,

    /// <summary>Share of the duration spent waiting for locks, 0 and up.</summary>
    LockWaitShare = 13,

    /// <summary>Threads.</summary>
    Threads = 14,

    /// <summary>Share of the duration spent in dependencies, 0 and up.</summary>
    DependencyShare = 15,

    /// <summary>Calls of an operation per event.</summary>
    OperationCalls = 32,

    /// <summary>Share of the events that called an operation far more often than it is usually called, 0 to 1.</summary>
    OperationCallsTail = 33,

    /// <summary>Time of an operation per call of it, ms: self time where it is known.</summary>
    OperationTime = 34,

    /// <summary>Share of an operation's calls that failed, 0 to 1.</summary>
    OperationErrors = 35,
}
