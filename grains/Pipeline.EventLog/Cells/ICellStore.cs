namespace Pipeline.EventLog;

/// <summary>Reads the cells that <see cref="ISnapshotStore.WriteAsync"/> wrote together with snapshots.</summary>
/// <remarks>
/// <para>
/// Two snapshots of a stream are kept, and a grain may have to fall back to the earlier one. So a cell has up to two versions, each with
/// the offset of its snapshot, and is read as it was for one snapshot: the later version if that is not newer than the snapshot, else the
/// earlier one. Writing keeps the version that is true for the snapshot which is the latest until then: the store knows which that is,
/// whatever its writers have heard of their writes.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
public interface ICellStore
{
    /// <summary>Reads cells as they were when a snapshot was written.</summary>
    /// <param name="stream">The stream; one never written has no cells.</param>
    /// <param name="range">Which cells.</param>
    /// <param name="asOf">
    /// Offset of the snapshot that the reader's state began with or last wrote; <see cref="Offset.Start"/> without one: then there are none.
    /// </param>
    /// <param name="countMax">At most that many; if there are as many, more may follow.</param>
    /// <param name="cancellationToken">Observed before the store is read.</param>
    /// <returns>Ascending by start.</returns>
    /// <exception cref="EventLogException">
    /// A cell is damaged (<see cref="EventLogException.IsCellDamaged"/>), the store cannot be read, or the snapshot is not one of the two that are kept (<see
    /// cref="EventLogException.IsSuperseded"/>): what was true for it may be gone.
    /// </exception>
    /// <exception cref="ArgumentException">Name, tier or count is out of range.</exception>
    ValueTask<IReadOnlyList<StoredCell>> ReadCellsAsync(
        StreamName stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken = default);
}
