namespace Pipeline.EventLog.Memory;

/// <summary>A kept snapshot and what a test has done to it.</summary>
internal sealed record InMemorySnapshot(Snapshot Snapshot, bool HasOpenWindows, bool IsDamaged = false);
