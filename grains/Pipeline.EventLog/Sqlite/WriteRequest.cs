namespace Pipeline.EventLog.Sqlite;

/// <summary>Something the writer shall do, waiting in its queue.</summary>
internal abstract class WriteRequest : IQueuedWrite
{
    public abstract long QueueBytes { get; }

    public abstract bool IsAlone { get; }

    public abstract bool TryTakeRoom(QueueBudget budget);

    public abstract void GiveBackRoom(QueueBudget budget);

    /// <summary>Ends the request with an exception, whatever state it is in.</summary>
    public abstract void Fail(Exception cause);
}
