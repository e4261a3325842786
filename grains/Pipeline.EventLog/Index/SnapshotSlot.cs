namespace Pipeline.EventLog.Index;

/// <summary>What is known of a stored snapshot without reading it.</summary>
/// <param name="Generation">Which of the stream's two rows holds it: 0 or 1.</param>
/// <param name="Offset">First entry that is not part of it.</param>
/// <param name="HasOpenWindows">Whether the grain must be activated after a restart.</param>
internal sealed record SnapshotSlot(int Generation, Offset Offset, bool HasOpenWindows);
