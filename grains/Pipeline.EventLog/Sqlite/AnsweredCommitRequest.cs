namespace Pipeline.EventLog.Sqlite;

/// <summary>A commit request with the task its caller awaits.</summary>
internal abstract class AnsweredCommitRequest<TAnswer>(StreamName stream, Offset offset) : CommitRequest(stream, offset)
{
    // A continuation must not run on the writer's thread, where it would hold up the next commit.
    private readonly TaskCompletionSource<TAnswer> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Task => _completion.Task;

    public sealed override void Fail(Exception cause) =>
        _completion.TrySetException(cause as EventLogException
            ?? new EventLogException(Stream, Offset, "The commit failed or has an unknown outcome: " + cause.Message, cause));

    protected void Answer(TAnswer answer) => _completion.TrySetResult(answer);
}
