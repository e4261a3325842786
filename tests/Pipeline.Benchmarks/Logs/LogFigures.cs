namespace Pipeline.Benchmarks.Logs;

/// <summary>What one log made of the same entries. Bytes and times are per entry unless they say otherwise.</summary>
internal sealed record LogFigures
{
    public required string Log { get; init; }

    public required double EntriesPerSecond { get; init; }

    public required double MicrosecondsPerEntry { get; init; }

    /// <summary>Of this process.</summary>
    public required double CpuMicrosecondsPerEntry { get; init; }

    /// <summary>Of the server; 0 for a log without one.</summary>
    public required double ServerCpuMicrosecondsPerEntry { get; init; }

    public required double EntriesPerCommit { get; init; }

    /// <summary>Bytes that whoever keeps the log sent to the disk, copies and rewrites included; 0 where the system does not tell.</summary>
    public required double WrittenBytesPerEntry { get; init; }

    /// <summary>Of the server; 0 for a log without one.</summary>
    public required double ServerMemoryBytesPerEntry { get; init; }

    /// <summary>One entry at a time, median.</summary>
    public required double LoneMicroseconds { get; init; }

    public required double LoneMicrosecondsP99 { get; init; }

    public required double ReadEntriesPerSecond { get; init; }

    /// <summary>A snapshot of 64 MiB.</summary>
    public required double LargestSnapshotMs { get; init; }

    /// <summary>The longest of the lone appends to another stream that ran beside that snapshot.</summary>
    public required double AppendBesideSnapshotMsMax { get; init; }
}
