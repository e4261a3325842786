namespace Pipeline.Benchmarks.Logs;

/// <summary>What a log's store uses at one moment.</summary>
internal readonly record struct LogUsage(long WrittenBytes, double ServerCpuSeconds, long ServerMemoryBytes);
