using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

internal sealed class SnapshotRequest(SnapshotWrite write) : AnsweredCommitRequest<SnapshotStatus>(write.Stream, write.Offset)
{
    private SnapshotStatus _status;
    private EventLogException? _refusal;

    public override long QueueBytes { get; } = write.LengthBytes + ((1 + write.Cells.Count) * OverheadBytes);

    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForSnapshot(QueueBytes);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForSnapshot(QueueBytes);

    public override void Prepare(StreamState state, CommitPlan plan)
    {
        if (Offset > state.PendingHead)
            _refusal = AheadOfLog(state.PendingHead);
        else if (Offset < state.PendingSnapshots.Latest?.Offset || IsBaseGone(state) || (write.RequireHead && Offset < state.PendingHead))
            _status = SnapshotStatus.Superseded;
        else
            Add(state, plan);
    }

    public override void Complete()
    {
        if (_refusal is null)
            Answer(_status);
        else
            Fail(_refusal);
    }

    public override void CompleteAfterFailure(StreamState state, Exception cause) => Fail(_refusal ?? cause);

    private bool IsBaseGone(StreamState state) => write.Base > Offset.Start && !state.PendingSnapshots.Has(write.Base);

    private EventLogException AheadOfLog(Offset head) =>
        new(Stream, Offset, $"A snapshot must not be ahead of the log, whose head is {head}.");

    private void Add(StreamState state, CommitPlan plan)
    {
        SnapshotSlot slot = new(state.PendingSnapshots.NextGeneration, Offset, write.HasOpenWindows);
        Offset? previous = state.PendingSnapshots.Latest?.Offset;
        state.PendingSnapshots = state.PendingSnapshots.With(slot);
        plan.AddSnapshot(state, slot, write, previous);
        _status = SnapshotStatus.Written;
    }
}
