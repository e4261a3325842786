namespace Pipeline.EventLog.Memory;

/// <summary>Cells of one stream, each with its two versions. Guarded by the lock of the log that owns it.</summary>
internal sealed class InMemoryCells
{
    private readonly SortedDictionary<(int Tier, long StartUnixMs), (Version Current, Version? Previous)> _cells = [];

    /// <param name="write">What to write.</param>
    /// <param name="previousSnapshot">The snapshot that was the latest until now; null if there was none.</param>
    public void Write(SnapshotWrite write, Offset? previousSnapshot)
    {
        foreach (CellRemoval removal in write.Removals)
        {
            foreach ((int, long) key in _cells.Keys.Where(key => key.Tier == removal.Tier && key.StartUnixMs < removal.BeforeUnixMs).ToArray())
                _cells.Remove(key);
        }

        foreach (StoredCell cell in write.Cells)
        {
            Version? previous = null;
            if (_cells.TryGetValue((cell.Tier, cell.StartUnixMs), out (Version Current, Version? Previous) versions))
                previous = versions.Current.Offset <= previousSnapshot ? versions.Current : versions.Previous;
            _cells[(cell.Tier, cell.StartUnixMs)] = (new Version(write.Offset, cell with { Bytes = cell.Bytes.ToArray() }), previous);
        }
    }

    public List<StoredCell> Read(CellRange range, Offset asOf, int countMax)
    {
        List<StoredCell> cells = [];
        foreach (((int tier, long start), (Version current, Version? previous)) in _cells)
        {
            if (cells.Count == countMax)
                break;
            if (tier != range.Tier || start < range.FromUnixMs || start >= range.ToUnixMs)
                continue;
            Version? version = current.Offset <= asOf ? current : previous;
            if (version is not null && version.Offset <= asOf)
                cells.Add(version.Cell);
        }

        return cells;
    }

    private sealed record Version(Offset Offset, StoredCell Cell);
}
