using Pipeline.EventLog.Redis.Streams;

namespace Pipeline.EventLog.Redis.Commits;

/// <summary>A request with the task its caller awaits.</summary>
internal abstract class AnsweredRequest<TAnswer>(LogStream stream, Offset offset) : WriteRequest(stream, offset)
{
    // A continuation must not run inside the writer's loop, where it would hold up the next commit.
    private readonly TaskCompletionSource<TAnswer> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Task => _completion.Task;

    protected TAnswer? Decision { get; set; }

    protected sealed override void Answer(Exception failure) => _completion.TrySetException(failure);

    protected sealed override void AnswerDecided() => _completion.TrySetResult(Decision!);
}
