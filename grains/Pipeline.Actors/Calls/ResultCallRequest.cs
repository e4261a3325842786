namespace Pipeline.Actors.Calls;

/// <summary>A call whose answer carries a value. See <see cref="VoidCallRequest"/> on continuations.</summary>
internal sealed class ResultCallRequest<TResult>(GrainMethod method, object?[] arguments) : CallRequest(method, arguments)
{
    private readonly TaskCompletionSource<TResult> _completion = new();

    public override Task Answer => _completion.Task;

    protected override object AnswerAsValueTask() => new ValueTask<TResult>(_completion.Task);

    protected override void Succeed(Task outcome)
    {
        TResult result = ((Task<TResult>)outcome).Result;
        if (Copier is not null)
        {
            try
            {
                result = (TResult)Copier.Copy(result)!;
            }
            catch (Exception exception)
            {
                _completion.TrySetException(exception);
                return;
            }
        }

        _completion.TrySetResult(result);
    }

    protected override void TrySetException(Exception exception) => _completion.TrySetException(exception);
}
