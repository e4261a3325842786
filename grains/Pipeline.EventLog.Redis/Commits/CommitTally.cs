namespace Pipeline.EventLog.Redis.Commits;

/// <summary>What a commit has made durable.</summary>
internal readonly record struct CommitTally(int Entries, long EntryBytes, int Snapshots, long SnapshotBytes, int Cells, long CellBytes)
{
    public bool IsEmpty => Entries == 0 && Snapshots == 0;

    public long Bytes => EntryBytes + SnapshotBytes + CellBytes;

    public static CommitTally operator +(CommitTally left, CommitTally right) => new(
        left.Entries + right.Entries, left.EntryBytes + right.EntryBytes, left.Snapshots + right.Snapshots,
        left.SnapshotBytes + right.SnapshotBytes, left.Cells + right.Cells, left.CellBytes + right.CellBytes);
}
