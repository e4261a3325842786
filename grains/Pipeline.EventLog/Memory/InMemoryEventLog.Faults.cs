namespace Pipeline.EventLog.Memory;

public sealed partial class InMemoryEventLog
{
    /// <summary>While set, writes wait until <see cref="CommitPending"/>: a slow disk, with group commits cut where the test
    /// wants.</summary>
    public bool HoldsCommits { get; set; }

    /// <summary>Decides the fate of each write that is not held, given its stream and offset; null commits all.</summary>
    public Func<StreamName, Offset, CommitFate>? NextFate { get; set; }

    /// <summary>What <see cref="HasRoomFor"/> answers while the queue has room: false is a disk below its floor.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>Writes that wait.</summary>
    public int PendingCount
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>Commits that wrote something, failed ones included when they wrote.</summary>
    public long CommitCount { get; private set; }

    /// <summary>Ends the oldest pending writes in one commit, in the order in which they came.</summary>
    /// <param name="countMax">At most that many writes; the others keep waiting.</param>
    /// <param name="fate">What becomes of those that could be written. Conflicts are answered as such whatever the fate.</param>
    /// <returns>Writes ended.</returns>
    public int CommitPending(int countMax = int.MaxValue, CommitFate fate = CommitFate.Commit)
    {
        List<PendingWrite> ended = [];
        lock (_gate)
        {
            if (fate == CommitFate.Fail)
                FailInOneCommit(ended, countMax);
            else
                WriteInOneCommit(ended, countMax, fate);
        }
        foreach (PendingWrite write in ended)
            write.Complete();
        return ended.Count;
    }

    /// <summary>Forgets pending writes without ever completing them, as a killed process does. What was committed stays.</summary>
    /// <returns>Writes forgotten.</returns>
    public int Kill()
    {
        lock (_gate)
        {
            int count = 0;
            while (TryDequeue(out _))
                count++;
            return count;
        }
    }

    /// <summary>Removes the entries before an offset, as retention does, but without asking whether a snapshot needs them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset lies beyond the head or before entries already removed.</exception>
    public void RemoveBefore(StreamName stream, Offset offset)
    {
        lock (_gate)
        {
            InMemoryStream found = GetOrAddStream(stream);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, found.Head);
            ArgumentOutOfRangeException.ThrowIfLessThan(offset, found.First);
            found.RemoveBefore(offset);
        }
    }

    /// <summary>Makes reading the entry fail as a bad checksum does.</summary>
    public void DamageEntry(StreamName stream, Offset offset)
    {
        lock (_gate)
            GetOrAddStream(stream).Damage(offset);
    }

    /// <summary>Puts right what <see cref="DamageEntry"/> did.</summary>
    public void RepairEntry(StreamName stream, Offset offset)
    {
        lock (_gate)
            GetOrAddStream(stream).Repair(offset);
    }

    /// <summary>Whether the stream could be read back without its latest snapshot: from its first entry, or from a previous one that is whole.</summary>
    public bool CanSpareLatestSnapshot(StreamName stream)
    {
        lock (_gate)
            return GetOrAddStream(stream).CanSpareLatestSnapshot;
    }

    /// <summary>Damages the latest snapshot, so that the previous one is read.</summary>
    public void DamageLatestSnapshot(StreamName stream)
    {
        lock (_gate)
            GetOrAddStream(stream).DamageLatestSnapshot();
    }

    /// <summary>Makes the previous snapshot the latest, as if the latest had never been written.</summary>
    public void LoseLatestSnapshot(StreamName stream)
    {
        lock (_gate)
            GetOrAddStream(stream).LoseLatestSnapshot();
    }

    private void WriteInOneCommit(List<PendingWrite> ended, int countMax, CommitFate fate)
    {
        bool hasWritten = false;
        while (ended.Count < countMax && TryDequeue(out PendingWrite? write))
        {
            ended.Add(write);
            InMemoryStream stream = GetOrAddStream(write.Stream);
            if (!write.Judge(stream.Head))
                continue;
            write.Apply(stream);
            hasWritten = true;
            if (fate == CommitFate.WriteButFail)
                write.Fail(new EventLogException(write.Stream, write.Offset, "The commit has an unknown outcome, as told."));
        }
        if (hasWritten)
            CommitCount++;
    }

    private void FailInOneCommit(List<PendingWrite> ended, int countMax)
    {
        // Appends pipelined behind each other inside the failing commit all fail; what conflicts with the durable head stays a conflict.
        Dictionary<StreamName, Offset> nextOffsets = [];
        while (ended.Count < countMax && TryDequeue(out PendingWrite? write))
        {
            ended.Add(write);
            Offset head = GetOrAddStream(write.Stream).Head;
            Offset next = nextOffsets.GetValueOrDefault(write.Stream, head);
            bool fits = write.Judge(head);
            if (!fits && (write is not PendingAppend || write.Offset != next))
                continue;
            if (write is PendingAppend && write.Offset == next)
                nextOffsets[write.Stream] = next.Next();
            write.Fail(new EventLogException(write.Stream, write.Offset, "The commit failed, as told."));
        }
    }

    private bool TryDequeue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PendingWrite? write)
    {
        if (!_pending.TryDequeue(out write))
            return false;
        write.GiveBackRoom(_budget);
        return true;
    }
}
