using Pipeline.EventLog;

namespace Pipeline.Simulation.Tests.Storage;

internal sealed class HeldAppend(StreamName stream, Offset expected, EntryParts entry) : HeldWrite(stream, expected)
{
    private readonly TaskCompletionSource<AppendOutcome> _completion = new();
    private Task<AppendOutcome>? _answer;

    public override bool IsAppend => true;

    public Task<AppendOutcome> Task => _completion.Task;

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForEntry(entry.LengthBytes);

    public override Task WriteAsync(IEventLog log, ISnapshotStore snapshots) => _answer = log.AppendAsync(Stream, Offset, entry).AsTask();

    public override void Complete(EventLogException? failure)
    {
        AppendOutcome outcome = _answer!.GetAwaiter().GetResult();
        if (failure is null || !outcome.IsCommitted)
            _completion.SetResult(outcome);
        else
            _completion.SetException(failure);
    }

    public override void Fail(Offset head, bool isConflict)
    {
        if (isConflict)
            _completion.SetResult(new AppendOutcome(AppendStatus.Conflict, head));
        else
            _completion.SetException(new EventLogException(Stream, Offset, "The commit failed, as told."));
    }
}
