namespace Pipeline.EventLog.Index;

/// <summary>The two snapshots kept for a stream.</summary>
internal readonly record struct SnapshotSlots(SnapshotSlot? Latest, SnapshotSlot? Previous)
{
    /// <summary>
    /// First entry that a replay may need: that of the previous snapshot, since the latest may turn out damaged; without two of them, all.
    /// </summary>
    public Offset NeededFrom => Previous?.Offset ?? Offset.Start;

    /// <summary>The row for a new snapshot: never the latest's, which stays whole whatever happens to the new one.</summary>
    public int NextGeneration => Latest is null ? 0 : 1 - Latest.Generation;

    /// <summary>Whether one of the two is at that offset.</summary>
    public bool Has(Offset offset) => Latest?.Offset == offset || Previous?.Offset == offset;

    /// <summary>The slots after that snapshot has been written.</summary>
    public SnapshotSlots With(SnapshotSlot written) => new(written, Latest);
}
