namespace Pipeline.EventLog.Sqlite;

/// <summary>Something the writer shall do, waiting in its queue.</summary>
internal abstract class WriteRequest
{
    /// <summary>What the request adds to a commit, in bytes.</summary>
    public abstract long QueueBytes { get; }

    /// <summary>Takes the request's room in the queue.</summary>
    /// <returns>False if there is none.</returns>
    public abstract bool TryTakeRoom(QueueBudget budget);

    /// <summary>Gives back what <see cref="TryTakeRoom"/> took.</summary>
    public abstract void GiveBackRoom(QueueBudget budget);

    /// <summary>Ends the request with an exception, whatever state it is in.</summary>
    public abstract void Fail(Exception cause);
}
