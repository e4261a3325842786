namespace Pipeline.EventLog;

/// <summary>Shares the bound on unwritten bytes between entries and snapshots, so that snapshots, which can wait, never shut out
/// entries.</summary>
/// <remarks>
/// Snapshots have at most half of the bound, except that one may always wait when no other does, however large. What it takes beyond
/// the half is not counted against entries. So entries always find half of the bound, and the greatest sum is the bound and one snapshot.
/// Not thread-safe.
/// </remarks>
internal sealed class QueueBudget(long bytesMax)
{
    private readonly long _snapshotBytesMax = bytesMax / 2;
    private long _entryBytes;
    private long _snapshotBytes;

    /// <summary>Bytes taken by both.</summary>
    public long Bytes => _entryBytes + _snapshotBytes;

    /// <summary>Whether entries of that size may come in.</summary>
    public bool HasRoomFor(long entryBytes) => _entryBytes + Math.Min(_snapshotBytes, _snapshotBytesMax) + entryBytes <= bytesMax;

    /// <returns>False if there is no room; nothing is taken then.</returns>
    public bool TryTakeForEntry(long bytes)
    {
        if (!HasRoomFor(bytes))
            return false;
        _entryBytes += bytes;
        return true;
    }

    /// <returns>False if there is no room; nothing is taken then.</returns>
    public bool TryTakeForSnapshot(long bytes)
    {
        if (_snapshotBytes > 0 && (_snapshotBytes + bytes > _snapshotBytesMax || Bytes + bytes > bytesMax))
            return false;
        _snapshotBytes += bytes;
        return true;
    }

    public void GiveBackForEntry(long bytes) => _entryBytes -= bytes;

    public void GiveBackForSnapshot(long bytes) => _snapshotBytes -= bytes;
}
