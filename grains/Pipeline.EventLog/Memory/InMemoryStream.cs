namespace Pipeline.EventLog.Memory;

/// <summary>Entries and snapshots of one stream. Guarded by the lock of the log that owns it.</summary>
internal sealed class InMemoryStream(StreamName name)
{
    private readonly List<byte[]> _entries = [];
    private readonly HashSet<long> _damagedOffsets = [];
    private InMemorySnapshot? _latest;
    private InMemorySnapshot? _previous;

    public InMemoryCells Cells { get; } = new();

    public Offset First { get; private set; }

    public Offset Head => new(First.Value + _entries.Count);

    public bool IsEmpty => Head == Offset.Start && _latest is null;

    public StreamInfo Info => new(name, First, Head, _latest?.Snapshot.Offset, _latest?.HasOpenWindows ?? false);

    public bool CanSpareLatestSnapshot =>
        First == Offset.Start || (_previous is { IsDamaged: false } previous && previous.Snapshot.Offset >= First);

    /// <summary>The previous snapshot; null when there is none that is whole.</summary>
    public Snapshot? PreviousSnapshot => _previous is { IsDamaged: false } ? _previous.Snapshot : null;

    public void Append(EntryParts entry)
    {
        byte[] joined = new byte[entry.LengthBytes];
        entry.Header.CopyTo(joined);
        entry.Body.CopyTo(joined.AsMemory(entry.Header.Length));
        _entries.Add(joined);
    }

    public byte[] Read(Offset offset)
    {
        if (offset < First)
            throw new EventLogException(name, offset, $"Retention has removed the entry; the oldest kept is {First}.");
        if (_damagedOffsets.Contains(offset.Value))
            throw new EventLogException(name, offset, "The entry's checksum does not match.");
        return _entries[(int)(offset.Value - First.Value)];
    }

    public void RemoveBefore(Offset offset)
    {
        _entries.RemoveRange(0, (int)(offset.Value - First.Value));
        First = offset;
    }

    public void Damage(Offset offset) => _damagedOffsets.Add(offset.Value);

    public void Repair(Offset offset) => _damagedOffsets.Remove(offset.Value);

    public bool HasSnapshot(Offset offset) => _latest?.Snapshot.Offset == offset || _previous?.Snapshot.Offset == offset;

    public SnapshotStatus Write(InMemorySnapshot snapshot)
    {
        if (snapshot.Snapshot.Offset < _latest?.Snapshot.Offset)
            return SnapshotStatus.Superseded;
        (_latest, _previous) = (snapshot, _latest);
        return SnapshotStatus.Written;
    }

    public Snapshot? ReadLatestSnapshot()
    {
        if (_latest is { IsDamaged: false })
            return _latest.Snapshot;
        if (PreviousSnapshot is { } previous)
            return previous;
        if (First > Offset.Start)
            throw new EventLogException(name, First, "No snapshot is whole and retention has removed older entries.") { IsStateLost = true };
        return null;
    }

    public void DamageLatestSnapshot() => _latest = _latest is null ? null : _latest with { IsDamaged = true };

    public void LoseLatestSnapshot() => (_latest, _previous) = (_previous, null);
}
