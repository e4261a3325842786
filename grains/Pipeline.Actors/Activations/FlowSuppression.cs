namespace Pipeline.Actors.Activations;

/// <summary>Keeps tasks and timers made within its scope from capturing the caller's execution context.</summary>
internal readonly ref struct FlowSuppression
{
    private readonly AsyncFlowControl _control;
    private readonly bool _owned;

    private FlowSuppression(AsyncFlowControl control)
    {
        _control = control;
        _owned = true;
    }

    public static FlowSuppression Begin() =>
        ExecutionContext.IsFlowSuppressed() ? default : new FlowSuppression(ExecutionContext.SuppressFlow());

    public void Dispose()
    {
        if (_owned)
            _control.Undo();
    }
}
