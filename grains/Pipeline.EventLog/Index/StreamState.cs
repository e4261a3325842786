namespace Pipeline.EventLog.Index;

/// <summary>What the log holds in memory of one stream: head, unsealed runs, snapshots. About 200 bytes, plus 32 per unsealed
/// run.</summary>
/// <remarks>
/// Committed state is guarded by the object's lock: the writer publishes, anyone reads. Pending state belongs to the writer alone and runs
/// ahead while a commit is being put together.
/// </remarks>
internal sealed class StreamState(StreamName name, long id)
{
    private readonly Lock _gate = new();
    private readonly List<StreamRun> _tail = [];
    private Offset _first;
    private Offset _head;
    private long _lastRangeId;
    private SnapshotSlots _snapshots;

    public StreamName Name { get; } = name;

    public long Id { get; } = id;

    /// <summary>Whether the stream's row is in the database. Writer only.</summary>
    public bool IsStored { get; set; }

    /// <summary>Head as the commit in the making will leave it. Writer only.</summary>
    public Offset PendingHead { get; set; }

    /// <summary>Snapshots as the commit in the making will leave them. Writer only.</summary>
    public SnapshotSlots PendingSnapshots { get; set; }

    public Offset First
    {
        get
        {
            lock (_gate)
                return _first;
        }
    }

    public Offset Head
    {
        get
        {
            lock (_gate)
                return _head;
        }
    }

    public SnapshotSlots Snapshots
    {
        get
        {
            lock (_gate)
                return _snapshots;
        }
    }

    /// <summary>Newest sealed range with entries of the stream; 0 when there is none. Writer only.</summary>
    public long LastRangeId => _lastRangeId;

    /// <summary>Runs after the last sealed range. Writer only.</summary>
    public IReadOnlyList<StreamRun> Tail => _tail;

    public StreamInfo? Info
    {
        get
        {
            lock (_gate)
            {
                if (_head == Offset.Start && _snapshots.Latest is null)
                    return null;
                return new StreamInfo(Name, _first, _head, _snapshots.Latest?.Offset, _snapshots.Latest?.HasOpenWindows ?? false);
            }
        }
    }

    /// <summary>Sets what the database held at start.</summary>
    public void Restore(Offset first, Offset head, long lastRangeId, SnapshotSlots snapshots)
    {
        lock (_gate)
        {
            IsStored = true;
            _first = first;
            _head = head;
            _lastRangeId = lastRangeId;
            _snapshots = snapshots;
        }
        DiscardPending();
    }

    /// <summary>Makes a committed run visible.</summary>
    public void Publish(StreamRun run)
    {
        lock (_gate)
        {
            _tail.Add(run);
            _head = run.End;
        }
    }

    /// <summary>Makes committed snapshots visible.</summary>
    public void PublishSnapshots()
    {
        lock (_gate)
            _snapshots = PendingSnapshots;
    }

    /// <summary>Turns to the sealed index for what was the tail.</summary>
    public void PublishSeal(long rangeId)
    {
        lock (_gate)
        {
            _tail.Clear();
            _lastRangeId = rangeId;
        }
    }

    /// <summary>Tells readers that older entries are gone.</summary>
    public void PublishRemoval(Offset first)
    {
        lock (_gate)
            _first = first;
    }

    /// <summary>Forgets the commit in the making, after it failed.</summary>
    public void DiscardPending()
    {
        lock (_gate)
        {
            PendingHead = _head;
            PendingSnapshots = _snapshots;
        }
    }

    public ReadPlan PlanRead(Offset from)
    {
        lock (_gate)
        {
            // Runs ascend, so those that end at or before the wanted offset are a prefix.
            int skipped = 0;
            while (skipped < _tail.Count && _tail[skipped].End <= from)
                skipped++;
            Offset tailFirst = _tail.Count == 0 ? _head : _tail[0].First;
            return new ReadPlan(_first, _head, _lastRangeId, tailFirst, _tail.GetRange(skipped, _tail.Count - skipped).ToArray());
        }
    }
}
