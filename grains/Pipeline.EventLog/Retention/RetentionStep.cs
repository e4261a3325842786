namespace Pipeline.EventLog.Retention;

/// <summary>What one transaction of retention removed, and why it stopped.</summary>
/// <param name="Removed">Frames and bytes removed.</param>
/// <param name="IsLast">Whether nothing more can be removed now; else the step ended at its bound.</param>
internal readonly record struct RetentionStep(RetentionResult Removed, bool IsLast);
