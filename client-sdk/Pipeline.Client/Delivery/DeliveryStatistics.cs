namespace Pipeline.Client.Delivery;

/// <summary>What delivery has done since the client started, and what waits now.</summary>
public readonly record struct DeliveryStatistics
{
    /// <summary>Batches known to be durable at a silo.</summary>
    public long DeliveredCount { get; init; }

    /// <summary>Attempts that have to be repeated.</summary>
    public long RetryCount { get; init; }

    /// <summary>Batches dropped for whatever cause, refused ones included; what was in them is counted by endpoint, segment and cause.</summary>
    public long DroppedCount { get; init; }

    /// <summary>Of the dropped ones, those that a silo refused for good.</summary>
    public long RefusedCount { get; init; }

    /// <summary>Events and tallies that a silo did not take of batches that it took.</summary>
    public long RejectedCount { get; init; }

    /// <summary>Batches in memory that are not settled.</summary>
    public int BacklogBatchCount { get; init; }

    /// <summary>Bytes of their sections.</summary>
    public long BacklogSizeBytes { get; init; }

    /// <summary>Batches under way, from memory or disk.</summary>
    public int InFlightCount { get; init; }

    /// <summary>Files of the spool.</summary>
    public int SpoolFileCount { get; init; }

    /// <summary>Bytes of the spool's files, each with 4 KiB at least.</summary>
    public long SpoolSizeBytes { get; init; }

    /// <summary>Files of the spool that were damaged and removed; what was in them is not known.</summary>
    public long SpoolDamagedCount { get; init; }

    /// <summary>Reads and writes of the spool that failed.</summary>
    public long SpoolErrorCount { get; init; }

    /// <summary>What went wrong last, for people; null if nothing did.</summary>
    public string? LastProblem { get; init; }
}
