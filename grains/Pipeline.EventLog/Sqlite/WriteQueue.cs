namespace Pipeline.EventLog.Sqlite;

/// <summary>The writer's inbox: many callers put in, one thread takes out. Bounded in bytes, counted until the request is
/// answered.</summary>
internal sealed class WriteQueue(long bytesMax)
{
    private readonly object _gate = new();
    private readonly Queue<WriteRequest> _requests = [];
    private readonly QueueBudget _budget = new(bytesMax);
    private bool _isClosed;
    private bool _writerWaits;

    /// <summary>Bytes of requests not yet answered.</summary>
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
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteEventLog));
            if (!request.TryTakeRoom(_budget))
                return false;
            _requests.Enqueue(request);
            if (_writerWaits)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for requests and takes those that make up the next commit, or one maintenance request alone.</summary>
    /// <param name="taken">Receives the requests; must be empty.</param>
    /// <param name="commitBytesMax">The commit is closed by the request that reaches it.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<WriteRequest> taken, long commitBytesMax)
    {
        lock (_gate)
        {
            while (_requests.Count == 0)
            {
                if (_isClosed)
                    return false;
                _writerWaits = true;
                Monitor.Wait(_gate);
                _writerWaits = false;
            }
            long commitBytes = 0;
            do
            {
                WriteRequest request = _requests.Dequeue();
                taken.Add(request);
                commitBytes += request.QueueBytes;
            }
            while (commitBytes < commitBytesMax && _requests.TryPeek(out WriteRequest? next)
                && taken[0] is not MaintenanceRequest && next is not MaintenanceRequest);
            return true;
        }
    }

    /// <summary>Gives back the room of answered requests.</summary>
    public void Release(List<WriteRequest> answered)
    {
        lock (_gate)
        {
            foreach (WriteRequest request in answered)
                request.GiveBackRoom(_budget);
        }
    }

    /// <summary>Refuses further requests; those inside are still handled.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }
}
