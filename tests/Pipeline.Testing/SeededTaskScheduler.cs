namespace Pipeline.Testing;

/// <summary>
/// Runs tasks one at a time on the thread that asks for it, each time picking one of those that are ready by a seeded random number:
/// the same seed gives the same interleaving.
/// </summary>
/// <remarks>
/// Tasks may be queued from one thread only, the one that runs them; anything that comes from elsewhere, such as the thread pool, would
/// make the run unrepeatable and fails loudly.
/// </remarks>
public sealed class SeededTaskScheduler(int seed) : TaskScheduler
{
    private readonly List<Task> _ready = [];
    private readonly Random _random = new(seed);
    private readonly int _threadId = Environment.CurrentManagedThreadId;

    /// <summary>Tasks run so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>Tasks that could run now.</summary>
    public int ReadyCount => _ready.Count;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs one ready task; returns false if there is none.</summary>
    public bool RunOne()
    {
        if (_ready.Count == 0)
            return false;
        int index = _random.Next(_ready.Count);
        Task task = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        StepCount++;

        // Test runners set a synchronization context, which an await would resume on in place of this scheduler.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        TryExecuteTask(task);
        SynchronizationContext.SetSynchronizationContext(context);
        return true;
    }

    /// <summary>Runs until nothing is ready: what is left waits for time to pass or for somebody outside.</summary>
    public void RunUntilIdle()
    {
        while (RunOne())
        {
        }
    }

    /// <summary>Forgets what is ready without running it, as a process that dies does.</summary>
    public void Drop() => _ready.Clear();

    /// <summary>
    /// Starts a piece of asynchronous work here, such as a client of the system under test. It runs when this scheduler does.
    /// </summary>
    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Runs until <paramref name="task"/> has completed, and throws its failure.</summary>
    /// <exception cref="InvalidOperationException">Nothing is ready and the task has not completed.</exception>
    public void RunUntilCompleted(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        while (!task.IsCompleted)
        {
            if (!RunOne())
                throw new InvalidOperationException($"After {StepCount} steps nothing is ready to run; the task has not completed.");
        }

        task.GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId != _threadId)
            throw new InvalidOperationException("A task was queued from another thread: the run cannot be repeated.");
        _ready.Add(task);
    }

    /// <summary>Never inline: what runs next is for the seed to say.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _ready];
}
