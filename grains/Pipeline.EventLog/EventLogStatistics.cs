namespace Pipeline.EventLog;

/// <summary>What a log has written since it was opened; for tests, benchmarks and status pages.</summary>
/// <param name="Commits">Group commits that succeeded.</param>
/// <param name="FailedCommits">Group commits that failed or whose outcome is unknown.</param>
/// <param name="Entries">Entries made durable.</param>
/// <param name="EntryBytes">Bytes of these entries as handed over.</param>
/// <param name="Snapshots">Snapshots made durable.</param>
/// <param name="SnapshotBytes">Bytes of these snapshots as handed over.</param>
/// <param name="WalBytes">Bytes written to the write-ahead log: entries, snapshots, index and all overhead.</param>
/// <param name="Conflicts">Appends refused because another writer had written at their offset.</param>
public readonly record struct EventLogStatistics(
    long Commits, long FailedCommits, long Entries, long EntryBytes, long Snapshots, long SnapshotBytes, long WalBytes, long Conflicts);
