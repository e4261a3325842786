namespace Pipeline.Benchmarks.Logs;

/// <summary>What is written in one run of <c>bench log</c>.</summary>
internal sealed record LogBenchOptions(int Entries, int EntryBytes, int Streams, int InFlight, int LoneEntries);
