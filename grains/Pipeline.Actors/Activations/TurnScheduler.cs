namespace Pipeline.Actors.Activations;

/// <summary>Runs tasks one at a time, in the order queued, layered over another scheduler: the turns of one activation.</summary>
/// <remarks>
/// Being a <see cref="TaskScheduler"/>, it is what an <c>await</c> in grain code captures and resumes on. Turns are exclusive but not
/// bound to a thread. Over the thread pool a slice runs several turns before it yields the thread; over any other scheduler each turn
/// is one task below, so that a scheduler that picks its tasks by a seed decides about every turn.
/// </remarks>
internal sealed class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private const int PooledTurnsPerSlice = 64;
    private const uint SlicesPerCommonSlice = 16;

    private static readonly Action<object?> RunTurn = static turn => ((ITurn)turn!).Run();
    private static readonly Action<object?> RunSlice = static scheduler => ((TurnScheduler)scheduler!).Execute();

    [ThreadStatic]
    private static TurnScheduler? s_current;

    [ThreadStatic]
    private static uint s_slicesScheduled;

    private readonly Lock _gate = new();
    private readonly Queue<object> _turns = new();
    private readonly TaskScheduler _below;
    private bool _sliceScheduled;
    private bool _dropped;

    public TurnScheduler(TaskScheduler below, Activation? activation)
    {
        _below = below;
        Activation = activation;
    }

    /// <summary>The scheduler whose turn the calling thread is in.</summary>
    public static new TurnScheduler? Current => s_current;

    /// <summary>Whose turns these are; null for the host's own work.</summary>
    public Activation? Activation { get; }

    public override int MaximumConcurrencyLevel => 1;

    private bool IsPooled => ReferenceEquals(_below, Default);

    /// <summary>Queues host work. Unlike a task it carries no execution context of the poster.</summary>
    public void Post(ITurn turn) => Enqueue(turn);

    /// <summary>Forgets what is queued and runs nothing more: the process that ran these turns is taken to be dead.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _dropped = true;
            _turns.Clear();
        }
    }

    /// <summary>One slice of turns.</summary>
    public void Execute()
    {
        TurnScheduler? outer = s_current;
        SynchronizationContext? context = SynchronizationContext.Current;
        s_current = this;

        // An await prefers a synchronization context to the scheduler: with one in place grain code would resume outside of its turns.
        if (context is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            int limit = IsPooled ? PooledTurnsPerSlice : 1;
            for (int count = 0; count < limit && TryTake(out object? turn); count++)
                Run(turn);
        }
        finally
        {
            s_current = outer;
            if (context is not null)
                SynchronizationContext.SetSynchronizationContext(context);
        }

        if (MustContinue())
            ScheduleSlice();
    }

    protected override void QueueTask(Task task) => Enqueue(task);

    /// <summary>A continuation may run at once only within a turn of its own activation; anything else would break exclusivity.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(s_current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _turns.OfType<Task>()];
    }

    private void Enqueue(object turn)
    {
        lock (_gate)
        {
            if (_dropped)
                return;
            _turns.Enqueue(turn);
            if (_sliceScheduled)
                return;
            _sliceScheduled = true;
        }

        ScheduleSlice();
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? turn)
    {
        lock (_gate)
            return _turns.TryDequeue(out turn);
    }

    private bool MustContinue()
    {
        lock (_gate)
            return _sliceScheduled = _turns.Count > 0;
    }

    private void Run(object turn)
    {
        // Host work runs inside a task of this scheduler too: only that makes it the current scheduler for the code it calls.
        if (turn is Task task)
            TryExecuteTask(task);
        else
            new Task(RunTurn, turn, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
    }

    private void ScheduleSlice()
    {
        if (IsPooled)
        {
            // A thread's own queue is the fast way to it, but last in, first out: two activations that call each other could bury a third
            // for good. Going through the common queue now and then lets what lies below come up.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: ++s_slicesScheduled % SlicesPerCommonSlice != 0);
            return;
        }

        using FlowSuppression none = FlowSuppression.Begin();
        new Task(RunSlice, this, TaskCreationOptions.DenyChildAttach).Start(_below);
    }
}
