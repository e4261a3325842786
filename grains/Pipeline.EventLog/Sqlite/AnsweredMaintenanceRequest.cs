namespace Pipeline.EventLog.Sqlite;

/// <summary>Maintenance with the task its caller awaits.</summary>
internal sealed class AnsweredMaintenanceRequest<TAnswer>(Func<TAnswer> work) : MaintenanceRequest
{
    private readonly TaskCompletionSource<TAnswer> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Task => _completion.Task;

    public override void Run() => _completion.TrySetResult(work());

    public override void Fail(Exception cause) =>
        _completion.TrySetException(cause as EventLogException ?? new EventLogException("Maintenance failed: " + cause.Message, cause));
}
