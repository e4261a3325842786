namespace Pipeline.EventLog.Memory;

/// <summary>A queued append or snapshot. Judged under the log's lock, completed outside it.</summary>
/// <remarks>
/// Completion may run the awaiter's continuation at once, on the thread that commits: a simulation on one thread stays on it.
/// </remarks>
internal abstract class PendingWrite(StreamName stream, Offset offset)
{
    public StreamName Stream { get; } = stream;

    public Offset Offset { get; } = offset;

    /// <summary>Takes the write's room in the queue; false if there is none.</summary>
    public abstract bool TryTakeRoom(QueueBudget budget);

    /// <summary>Gives back what <see cref="TryTakeRoom"/> took.</summary>
    public abstract void GiveBackRoom(QueueBudget budget);

    /// <summary>Whether the write fits a stream with that head; if not, its answer is fixed and no fate touches it.</summary>
    public abstract bool Judge(Offset head);

    public abstract void Apply(InMemoryStream stream);

    /// <summary>Makes the write end in an exception instead of its answer.</summary>
    public abstract void Fail(EventLogException exception);

    public abstract void Complete();
}

/// <inheritdoc/>
internal abstract class PendingWrite<TAnswer>(StreamName stream, Offset offset) : PendingWrite(stream, offset)
{
    private readonly TaskCompletionSource<TAnswer> _completion = new();
    private EventLogException? _exception;

    public Task<TAnswer> Task => _completion.Task;

    protected TAnswer? Answer { get; set; }

    public override void Fail(EventLogException exception) => _exception = exception;

    public override void Complete()
    {
        if (_exception is null)
            _completion.TrySetResult(Answer!);
        else
            _completion.TrySetException(_exception);
    }
}
