namespace Pipeline.EventLog.Redis.Retention;

/// <summary>What one pass of retention removed.</summary>
/// <param name="Entries">Entries removed, of all streams.</param>
/// <param name="NeededBy">
/// A stream whose oldest entries are kept although they are old enough, because it has no two snapshots behind them; null without one.
/// </param>
public readonly record struct RedisRetentionResult(long Entries, StreamName? NeededBy);
