namespace Pipeline.EventLog;

/// <summary>Keeps the two latest snapshots of each stream, beside the log and committed in the same order.</summary>
/// <remarks>Thread-safe. A snapshot only saves replay: whatever it holds can be computed again from the entries before it.</remarks>
public interface ISnapshotStore
{
    /// <summary>The latest snapshot that is whole: the previous one when the latest is damaged, null when the stream must be replayed from
    /// its start.</summary>
    /// <exception cref="EventLogException">No snapshot is whole and retention has removed entries, so the state cannot be
    /// rebuilt.</exception>
    ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>The snapshot before the latest, for when the latest is whole but of no use to the grain; null when there is none or it is
    /// damaged, so that the stream must be replayed from its start.</summary>
    /// <remarks>When the latest is damaged, this is the one that <see cref="ReadLatestAsync"/> gives, too.</remarks>
    /// <exception cref="EventLogException">The store cannot be read.</exception>
    ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Writes a snapshot and its cells; the one that was latest becomes the previous, even one at the same offset.</summary>
    /// <remarks>
    /// <para>All or nothing. A snapshot that is superseded writes no cells either.</para>
    /// <para>Waiting snapshots have at most half of the queue's bound, so that they never shut out entries. One alone may always wait.</para>
    /// </remarks>
    /// <param name="write">What to write.</param>
    /// <param name="cancellationToken">Observed before the snapshot is queued.</param>
    /// <exception cref="EventLogException">The commit failed, or the offset lies beyond the head.</exception>
    /// <exception cref="ArgumentException">Name, offset, length or a cell is out of range. Thrown at the call.</exception>
    ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default);
}
