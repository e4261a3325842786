using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>A snapshot about to be written to its slot.</summary>
internal readonly record struct PlannedSnapshot(long StreamId, SnapshotSlot Slot, ReadOnlyMemory<byte> Bytes);
