using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>A snapshot about to be written to its slot, and its cells to their rows.</summary>
/// <param name="StreamId">Number of the stream.</param>
/// <param name="Slot">Where the snapshot goes.</param>
/// <param name="Write">What to write.</param>
/// <param name="Previous">The snapshot that was the latest until now, for which cells keep a version; null if there was none.</param>
internal readonly record struct PlannedSnapshot(long StreamId, SnapshotSlot Slot, SnapshotWrite Write, Offset? Previous);
