namespace Pipeline.Grains.Feed;

/// <summary>One client: what it still has to get of the past, then a bounded queue of what closes meanwhile.</summary>
/// <remarks>Thread-safe; read by one reader. The feed writes under its own lock, which is always taken before this one's.</remarks>
public sealed class WindowSubscription : IDisposable
{
    private readonly WindowFeed _feed;
    private readonly WindowFeedOptions _options;
    private readonly Lock _gate = new();
    private readonly Queue<FeedWindow> _backlog;
    private readonly Queue<FeedWindow> _queue = new();
    private FeedGap? _firstGap;
    private long _queueBytes;
    private long _dropped;
    private TaskCompletionSource? _waiting;
    private volatile bool _isCompleted;

    internal WindowSubscription(WindowFeed feed, WindowFeedOptions options, WindowFilter filter, FeedGap? firstGap, IEnumerable<FeedWindow> backlog)
    {
        _feed = feed;
        _options = options;
        Filter = filter;
        _firstGap = firstGap;
        _backlog = new Queue<FeedWindow>(backlog);
    }

    public WindowFilter Filter { get; }

    /// <summary>Nothing more will come: the silo stops, or the client has gone.</summary>
    public bool IsCompleted => _isCompleted;

    /// <summary>Takes what is there.</summary>
    /// <param name="batch">Where windows are added, in order.</param>
    /// <param name="countMax">At most so many.</param>
    /// <returns>What is missing before the windows taken; null if nothing is.</returns>
    public FeedGap? Take(List<FeedWindow> batch, int countMax)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_gate)
        {
            FeedGap? gap = _firstGap;
            _firstGap = null;
            int left = countMax;
            for (; left > 0 && _backlog.TryDequeue(out FeedWindow? kept); left--)
                batch.Add(kept);
            // What was dropped is younger than what was kept for the client, and older than what waits.
            if (left < countMax || gap is not null)
                return gap;
            gap = _dropped > 0 ? new FeedGap(_dropped, FeedGap.SlowClient) : null;
            _dropped = 0;
            for (; left > 0 && _queue.TryDequeue(out FeedWindow? queued); left--)
            {
                _queueBytes -= queued.SizeInQueue;
                batch.Add(queued);
            }

            return gap;
        }
    }

    /// <summary>Completes when there is something to take, or nothing more will come.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_isCompleted || _firstGap is not null || _backlog.Count > 0 || _queue.Count > 0 || _dropped > 0)
                return Task.CompletedTask;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    /// <summary>Ends the subscription for its reader; what waits is not read any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
            Wake();
        }
    }

    public void Dispose()
    {
        Complete();
        _feed.Remove(this);
    }

    /// <summary>Adds a window that the filter takes; returns how many older ones it has pushed out.</summary>
    internal int Offer(FeedWindow window)
    {
        lock (_gate)
        {
            if (_isCompleted)
                return 0;
            _queue.Enqueue(window);
            _queueBytes += window.SizeInQueue;
            int pushedOut = 0;
            // One window is always kept, however large.
            while (_queue.Count > _options.QueueWindowsMax || (_queueBytes > _options.QueueBytesMax && _queue.Count > 1))
            {
                _queueBytes -= _queue.Dequeue().SizeInQueue;
                pushedOut++;
            }

            _dropped += pushedOut;
            Wake();
            return pushedOut;
        }
    }

    private void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
