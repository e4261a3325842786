using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Activations;

/// <summary>What waits and what runs: arrival, expiry, cancellation.</summary>
internal sealed partial class Activation
{
    // Requests that interleave with everything are kept apart: they can always start, and neither kind hides behind the other.
    private readonly RequestQueue _waiting = new();
    private readonly RequestQueue _waitingInterleaved = new();
    private readonly RequestQueue _running = new();
    private TaskCompletionSource? _quiet;
    private long _arrivals;

    /// <summary>Requests waiting; read without the lock to choose among workers.</summary>
    public int WaitingCount => _waiting.Count + _waitingInterleaved.Count;

    /// <summary>Whether nothing waits or runs; may be out of date by the time it is used.</summary>
    public bool IsInactive => WaitingCount == 0 && _running.Count == 0;

    private bool IsFull => Host.Options.MaxEnqueuedRequests is var limit and > 0 && WaitingCount + _running.Count >= limit;

    /// <summary>Queues a request; the first one begins the activation.</summary>
    /// <returns>False if this activation has ended and the request belongs to the next one.</returns>
    public bool TryEnqueue(Request request)
    {
        bool isRefused;
        bool begins = false;
        bool post = false;
        lock (_gate)
        {
            if (_state is ActivationState.Ended || (request.IsTick && _state is ActivationState.Deactivating))
                return false;
            isRefused = IsFull && !request.IsTick;
            if (!isRefused)
            {
                AddWaiting(request);
                begins = _state is ActivationState.Created;
                if (begins)
                    _state = ActivationState.Activating;
                post = MustPost();
            }
        }

        if (isRefused)
            request.Fail(new LimitExceededException($"{GrainId} holds {Host.Options.MaxEnqueuedRequests} requests and accepts no more."));
        if (begins)
            Host.Activations.Add(this);
        if (post)
            Scheduler.Post(this);
        return true;
    }

    /// <summary>Drops a request its caller has cancelled if it still waits, else tells the callee.</summary>
    public void CancelRequest(CallRequest request, CallCancellation cancellation)
    {
        bool isRunning;
        TaskCompletionSource? quiet;
        lock (_gate)
        {
            isRunning = ReferenceEquals(request.Queue, _running);
            if (!isRunning && request.Queue is not null && ReferenceEquals(request.Target, this))
                RemoveWaiting(request);
            quiet = TakeQuiet();
        }

        if (isRunning)
            Scheduler.Post(cancellation);
        quiet?.TrySetResult();
    }

    /// <summary>Moves requests past their deadline to <paramref name="expired"/>: waiting ones are dropped, running ones run on.</summary>
    /// <returns>Whether a request is left whose caller still waits.</returns>
    public bool CollectExpired(long nowMs, List<Request> expired)
    {
        if (IsInactive)
            return false;
        bool left = false;
        TaskCompletionSource? quiet;
        lock (_gate)
        {
            left |= CollectExpired(_waiting, nowMs, expired);
            left |= CollectExpired(_waitingInterleaved, nowMs, expired);
            left |= CollectExpired(_running, nowMs, expired);
            quiet = TakeQuiet();
        }

        quiet?.TrySetResult();
        return left;
    }

    /// <summary>Completes when nothing waits or runs.</summary>
    public Task WhenQuiet()
    {
        lock (_gate)
        {
            if (IsInactive || _state is ActivationState.Ended)
                return Task.CompletedTask;
            return (_quiet ??= new TaskCompletionSource()).Task;
        }
    }

    /// <summary>What to complete, outside of the lock, if that was the last request.</summary>
    private TaskCompletionSource? TakeQuiet()
    {
        if (_quiet is null || !IsInactive)
            return null;
        TaskCompletionSource quiet = _quiet;
        _quiet = null;
        return quiet;
    }

    private void AddWaiting(Request request)
    {
        request.Target = this;
        request.Arrival = _arrivals++;
        (InterleavesAlways(request) ? _waitingInterleaved : _waiting).Add(request);
        if (request.Interleaving is Interleaving.ReadOnly)
            _waitingReadOnly++;
    }

    private void RemoveWaiting(Request request)
    {
        request.Queue!.Remove(request);
        if (request.Interleaving is Interleaving.ReadOnly)
            _waitingReadOnly--;
    }

    private bool CollectExpired(RequestQueue queue, long nowMs, List<Request> expired)
    {
        bool left = false;
        Request? next;
        for (Request? request = queue.First; request is not null; request = next)
        {
            next = request.Next;
            if (request.DeadlineMs == long.MaxValue || request.IsAnswered)
                continue;
            if (request.DeadlineMs > nowMs)
            {
                left = true;
                continue;
            }

            expired.Add(request);
            if (!ReferenceEquals(queue, _running))
                RemoveWaiting(request);
        }

        return left;
    }
}
