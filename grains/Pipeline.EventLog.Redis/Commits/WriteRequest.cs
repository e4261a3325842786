using Pipeline.EventLog.Redis.Streams;

namespace Pipeline.EventLog.Redis.Commits;

/// <summary>Something the writer shall do, waiting in its queue. Decided by the writer, answered once its room has been given back.</summary>
internal abstract class WriteRequest(LogStream stream, Offset offset) : IQueuedWrite
{
    // What an object in the queue costs beside its bytes, so that a flood of empty entries is bounded too.
    protected const long OverheadBytes = 64;

    private Exception? _failure;

    public LogStream Stream { get; } = stream;

    public Offset Offset { get; } = offset;

    /// <summary>The stream's era when the request was made.</summary>
    public int Era { get; } = stream.Era;

    public abstract long QueueBytes { get; }

    public bool IsAlone => false;

    public abstract bool TryTakeRoom(QueueBudget budget);

    public abstract void GiveBackRoom(QueueBudget budget);

    /// <summary>Nothing was written for it; the same may be asked for later.</summary>
    public abstract void Refuse();

    public void Fail(Exception cause) => _failure = cause as EventLogException
        ?? new EventLogException(Stream.Name, Offset, "The commit failed or has an unknown outcome: " + cause.Message, cause);

    public void Answer()
    {
        if (_failure is not null)
            Answer(_failure);
        else
            AnswerDecided();
    }

    protected abstract void Answer(Exception failure);

    protected abstract void AnswerDecided();
}
