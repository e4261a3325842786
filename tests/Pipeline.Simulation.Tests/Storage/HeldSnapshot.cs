using Pipeline.EventLog;

namespace Pipeline.Simulation.Tests.Storage;

internal sealed class HeldSnapshot(SnapshotWrite write) : HeldWrite(write.Stream, write.Offset)
{
    private readonly TaskCompletionSource<SnapshotStatus> _completion = new();
    private Task<SnapshotStatus>? _answer;

    public override bool IsAppend => false;

    public Task<SnapshotStatus> Task => _completion.Task;

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForSnapshot(write.LengthBytes);

    public override Task WriteAsync(IEventLog log, ISnapshotStore snapshots) => _answer = snapshots.WriteAsync(write).AsTask();

    public override void Complete(EventLogException? failure)
    {
        if (_answer!.Exception?.InnerException is { } refusal)
            _completion.SetException(refusal);
        else if (failure is not null)
            _completion.SetException(failure);
        else
            _completion.SetResult(_answer.Result);
    }

    public override void Fail(Offset head, bool isConflict) =>
        _completion.SetException(new EventLogException(Stream, Offset, "The commit failed, as told."));
}
