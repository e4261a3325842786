namespace Pipeline.EventLog.Redis.Commits;

/// <summary>The writer's inbox: many callers put in, one loop takes out. Bounded in bytes, counted until the request is decided.</summary>
internal sealed class RequestQueue(long bytesMax) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<WriteRequest> _requests = [];
    private readonly QueueBudget _budget = new(bytesMax);
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private bool _isClosed;

    /// <summary>Bytes of requests not yet decided.</summary>
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
    public bool TryEnqueue(WriteRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(RedisEventLog));
            if (!request.TryTakeRoom(_budget))
                return false;
            _requests.Enqueue(request);
            Signal();
            return true;
        }
    }

    /// <summary>Waits for requests and takes those that make up the next commit.</summary>
    /// <param name="taken">Receives the requests; must be empty.</param>
    /// <param name="commitBytesMax">The commit is closed by the request that reaches it.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public async ValueTask<bool> TakeAsync(List<WriteRequest> taken, long commitBytesMax)
    {
        while (true)
        {
            lock (_gate)
            {
                long commitBytes = 0;
                while (commitBytes < commitBytesMax && _requests.TryDequeue(out WriteRequest? request))
                {
                    taken.Add(request);
                    commitBytes += request.QueueBytes;
                }

                if (taken.Count > 0)
                {
                    // A signal given for what was just taken must not wake the next wait for nothing.
                    if (_arrived.CurrentCount > 0)
                        _arrived.Wait(0);
                    return true;
                }

                if (_isClosed)
                    return false;
            }

            await _arrived.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives back the room of decided requests.</summary>
    public void Release(List<WriteRequest> decided)
    {
        lock (_gate)
        {
            foreach (WriteRequest request in decided)
                request.GiveBackRoom(_budget);
        }
    }

    /// <summary>Refuses further requests; those inside are still handled.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Signal();
        }
    }

    public void Dispose() => _arrived.Dispose();

    private void Signal()
    {
        if (_arrived.CurrentCount == 0)
            _arrived.Release();
    }
}
