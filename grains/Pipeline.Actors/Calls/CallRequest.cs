namespace Pipeline.Actors.Calls;

/// <summary>A call of a grain's method; its answer is the task the caller awaits.</summary>
internal abstract class CallRequest(GrainMethod method, object?[] arguments) : Request
{
    public GrainMethod Method { get; } = method;

    public object?[] Arguments { get; } = arguments;

    /// <summary>Set when the caller passed a token that can be cancelled.</summary>
    public CallCancellation? Cancellation { get; set; }

    /// <summary>Copies results in place of handing them over; null to hand over.</summary>
    public Messages.MessageCopier? Copier { get; init; }

    public override Interleaving Interleaving => Method.Interleaving;

    public override bool KeepsAlive => true;

    public override bool IsTick => false;

    /// <summary>What the caller awaits.</summary>
    public abstract Task Answer { get; }

    public override bool IsAnswered => Answer.IsCompleted;

    /// <summary><see cref="Answer"/> in the declared type of the method.</summary>
    public object? DeclaredAnswer => Method.IsOneWay ? Method.CompletedAnswer : Method.IsValueTask ? AnswerAsValueTask() : Answer;

    public override Task Invoke(object grain) => Method.Invoke(grain, Arguments);

    public override void Complete(Task outcome)
    {
        Cancellation?.Dispose();
        if (outcome.IsCompletedSuccessfully)
            Succeed(outcome);
        else if (outcome.IsCanceled)
            Refuse(new TaskCanceledException(outcome));
        else
            Refuse(outcome.Exception!.InnerExceptions.Count == 1 ? outcome.Exception.InnerException! : outcome.Exception);
    }

    public override void Fail(Exception exception)
    {
        Cancellation?.Dispose();
        Refuse(exception);
    }

    public override string ToString() => Method.Name;

    protected abstract object AnswerAsValueTask();

    protected abstract void Succeed(Task outcome);

    protected abstract void TrySetException(Exception exception);

    private void Refuse(Exception exception)
    {
        TrySetException(exception);

        // Nobody holds the answer of a one-way call: looked at here, its failure does not count as unobserved.
        if (Method.IsOneWay)
            _ = Answer.Exception;
    }
}
