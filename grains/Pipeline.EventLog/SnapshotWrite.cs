namespace Pipeline.EventLog;

/// <summary>A snapshot to be written, and the cells that are stored beside it in the same transaction.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Offset">First entry that is not part of the state; at most the head.</param>
/// <param name="Bytes">The state, at most <see cref="Snapshot.LengthBytesMax"/>; stays untouched by the caller until the write
/// completes.</param>
/// <param name="HasOpenWindows">Whether the grain must be activated after a restart even if no new entry comes.</param>
public sealed record SnapshotWrite(StreamName Stream, Offset Offset, ReadOnlyMemory<byte> Bytes, bool HasOpenWindows)
{
    /// <summary>
    /// The snapshot that <see cref="Cells"/> go on from: the last one this writer has read, or knows to be written; <see
    /// cref="Offset.Start"/> without one. If the store holds it no more, others have written since or it was lost, cells that this writer
    /// takes to be there may be gone, and the write is refused as superseded.
    /// </summary>
    public Offset Base { get; init; }

    /// <summary>
    /// Whether the snapshot may only be written while its offset is the head: an entry of another writer behind it ends the write in <see
    /// cref="SnapshotStatus.Superseded"/>. So whoever appends first fences all snapshots of those who do not know of it.
    /// </summary>
    public bool RequireHead { get; init; }

    /// <summary>
    /// All cells that are new or have changed since <see cref="Base"/>, also those that another snapshot, unusable or of unknown outcome, may
    /// have written since.
    /// </summary>
    public IReadOnlyList<StoredCell> Cells { get; init; } = [];

    /// <summary>Cells that even a reader of the snapshot at <see cref="Base"/> does not need any more.</summary>
    public IReadOnlyList<CellRemoval> Removals { get; init; } = [];

    /// <summary>Bytes of the snapshot and its cells.</summary>
    internal long LengthBytes
    {
        get
        {
            long bytes = Bytes.Length;
            foreach (StoredCell cell in Cells)
                bytes += cell.Bytes.Length;
            return bytes;
        }
    }

    internal void Validate()
    {
        Stream.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(Offset.Value);
        ArgumentOutOfRangeException.ThrowIfNegative(Base.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bytes.Length, Snapshot.LengthBytesMax);
        foreach (StoredCell cell in Cells)
            cell.Validate();
        foreach (CellRemoval removal in Removals)
            removal.Validate();
    }
}
