namespace Pipeline.EventLog;

/// <summary>The writer's inbox: many callers put in, one takes out. Bounded in bytes, counted until what was taken is released.</summary>
/// <remarks>Thread-safe, but for a single taker. The taker waits with its thread or without one, as its store wants it.</remarks>
/// <param name="bytesMax">The bound.</param>
/// <param name="owner">Who is said to be disposed when the queue is closed.</param>
internal sealed class WriteQueue<TWrite>(long bytesMax, Type owner) : IDisposable
    where TWrite : class, IQueuedWrite
{
    private readonly Lock _gate = new();
    private readonly Queue<TWrite> _writes = [];
    private readonly QueueBudget _budget = new(bytesMax);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private bool _isClosed;
    private bool _takerWaits;

    /// <summary>Bytes of what was put in and not yet released.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _budget.Bytes;
        }
    }

    /// <summary>Whether entries of that size would be taken now.</summary>
    public bool HasRoomFor(long entryBytes)
    {
        lock (_gate)
            return _budget.HasRoomFor(entryBytes);
    }

    /// <returns>False if the queue is full.</returns>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public bool TryEnqueue(TWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, owner);
            if (!write.TryTakeRoom(_budget))
                return false;
            _writes.Enqueue(write);
            WakeTaker();
            return true;
        }
    }

    /// <summary>Waits for writes and takes those that make up the next commit, or one alone that shares none.</summary>
    /// <param name="taken">Receives the writes; must be empty.</param>
    /// <param name="commitBytesMax">The commit is closed by the write that reaches it.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<TWrite> taken, long commitBytesMax)
    {
        while (!TryTake(taken, commitBytesMax))
            _wake.Wait();
        return taken.Count > 0;
    }

    /// <inheritdoc cref="Take"/>
    public async ValueTask<bool> TakeAsync(List<TWrite> taken, long commitBytesMax)
    {
        while (!TryTake(taken, commitBytesMax))
            await _wake.WaitAsync().ConfigureAwait(false);
        return taken.Count > 0;
    }

    /// <summary>Gives back the room of what was taken and is done.</summary>
    public void Release(List<TWrite> done)
    {
        lock (_gate)
        {
            foreach (TWrite write in done)
                write.GiveBackRoom(_budget);
        }
    }

    /// <summary>Refuses further writes; those inside are still handled.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            WakeTaker();
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <returns>False if the taker must wait: it is woken by the next write.</returns>
    private bool TryTake(List<TWrite> taken, long commitBytesMax)
    {
        lock (_gate)
        {
            long commitBytes = 0;
            while (commitBytes < commitBytesMax && _writes.TryPeek(out TWrite? next) && (taken.Count == 0 || !(next.IsAlone || taken[0].IsAlone)))
            {
                taken.Add(_writes.Dequeue());
                commitBytes += next.QueueBytes;
            }

            _takerWaits = taken.Count == 0 && !_isClosed;
            return !_takerWaits;
        }
    }

    private void WakeTaker()
    {
        if (!_takerWaits)
            return;
        _takerWaits = false;
        _wake.Release();
    }
}
