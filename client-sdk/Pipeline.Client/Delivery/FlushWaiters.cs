namespace Pipeline.Client.Delivery;

/// <summary>Knows who waits for everything that had come before.</summary>
/// <remarks>Not thread-safe: guarded by its owner's lock. Continuations of waiters never run within it.</remarks>
internal sealed class FlushWaiters
{
    private readonly List<Waiter> _waiters = [];
    private long _lastTicket;
    private int _unsettledCount;
    private bool _isAbandoned;

    /// <summary>What was settled without being delivered so far.</summary>
    public long LostCount { get; private set; }

    /// <summary>A ticket for what has come now.</summary>
    public long Enter()
    {
        _unsettledCount++;
        return ++_lastTicket;
    }

    /// <summary>What came with the ticket is delivered, or dropped and counted.</summary>
    public void Settle(long ticket, bool isDelivered)
    {
        _unsettledCount--;
        if (!isDelivered)
            LostCount++;
        for (int index = _waiters.Count - 1; index >= 0; index--)
        {
            Waiter waiter = _waiters[index];
            if (ticket > waiter.LastTicket)
                continue;
            waiter.IsAllDelivered &= isDelivered;
            if (--waiter.LeftCount > 0)
                continue;
            _waiters.RemoveAt(index);
            waiter.Done.TrySetResult(waiter.IsAllDelivered);
        }
    }

    /// <summary>Somebody who waits for everything that has come so far; null if all of it is settled.</summary>
    public Waiter? Add()
    {
        if (_unsettledCount == 0)
            return null;
        Waiter waiter = new() { LastTicket = _lastTicket, LeftCount = _unsettledCount };
        if (_isAbandoned)
            waiter.Done.TrySetResult(false);
        else
            _waiters.Add(waiter);
        return waiter;
    }

    /// <summary>Tells everybody, also who comes later, that it will not come to that: what is left waits for another process.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        foreach (Waiter waiter in _waiters)
            waiter.Done.TrySetResult(false);
        _waiters.Clear();
    }

    /// <summary>Forgets somebody who does not want to wait any longer.</summary>
    public void Remove(Waiter waiter) => _waiters.Remove(waiter);

    internal sealed class Waiter
    {
        /// <summary>Whether everything was delivered, once all of it is settled; false if the delivery ended before.</summary>
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long LastTicket { get; init; }

        public int LeftCount { get; set; }

        public bool IsAllDelivered { get; set; } = true;
    }
}
