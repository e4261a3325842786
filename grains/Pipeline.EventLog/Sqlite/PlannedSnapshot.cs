using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>A snapshot about to be written to its slot, and its cells to their rows.</summary>
internal readonly record struct PlannedSnapshot(long StreamId, SnapshotSlot Slot, SnapshotWrite Write);
