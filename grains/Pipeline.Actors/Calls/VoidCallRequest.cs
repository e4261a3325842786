namespace Pipeline.Actors.Calls;

/// <summary>A call whose answer carries no value.</summary>
/// <remarks>
/// The completion runs its continuations inline where they allow it. That stays within the turn that answers: an await of the caller
/// never resumes inline, because the current scheduler is not the caller's. (The flag that forbids inlining altogether would send
/// combinators such as <see cref="Task.WhenAll(Task[])"/> to the thread pool, behind the back of the host's scheduler.)
/// </remarks>
internal sealed class VoidCallRequest(GrainMethod method, object?[] arguments) : CallRequest(method, arguments)
{
    private readonly TaskCompletionSource _completion = new();

    public override Task Answer => _completion.Task;

    protected override object AnswerAsValueTask() => new ValueTask(_completion.Task);

    protected override void Succeed(Task outcome) => _completion.TrySetResult();

    protected override void TrySetException(Exception exception) => _completion.TrySetException(exception);
}
