namespace Pipeline.EventLog.Retention;

/// <summary>What one pass of retention removed.</summary>
/// <param name="Frames">Frames removed.</param>
/// <param name="Bytes">Bytes of their entries.</param>
/// <param name="NeededBy">
/// The stream for whose replay the oldest frame is kept although it is old enough; null when age alone decides. A stream that writes no
/// snapshots keeps the log from its first entry on.
/// </param>
public readonly record struct RetentionResult(long Frames, long Bytes, StreamName? NeededBy);
