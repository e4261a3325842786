using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

internal sealed class AppendRequest(StreamName stream, Offset expected, EntryParts entry, EventLogInstruments instruments)
    : AnsweredCommitRequest<AppendOutcome>(stream, expected)
{
    private AppendOutcome _outcome;

    public override long QueueBytes => entry.LengthBytes + OverheadBytes;

    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForEntry(QueueBytes);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForEntry(QueueBytes);

    public override void Prepare(StreamState state, CommitPlan plan)
    {
        if (state.PendingHead != Offset)
        {
            _outcome = new AppendOutcome(AppendStatus.Conflict, state.PendingHead);
            return;
        }
        plan.AddEntry(state, Offset, entry);
        _outcome = new AppendOutcome(AppendStatus.Committed, state.PendingHead);
    }

    public override void Complete() => AnswerCounted(_outcome);

    public override void CompleteAfterFailure(StreamState state, Exception cause)
    {
        // A conflict that the durable head also gives is known; one that only the failed commit gave is as unknown as the commit.
        if (_outcome.Status == AppendStatus.Conflict && state.Head != Offset)
            AnswerCounted(new AppendOutcome(AppendStatus.Conflict, state.Head));
        else
            Fail(cause);
    }

    private void AnswerCounted(AppendOutcome outcome)
    {
        // An append beyond the head follows one of its own writer that was refused: nobody else has written.
        if (outcome.Status == AppendStatus.Conflict && outcome.Head > Offset)
            instruments.OnConflicts(1);
        Answer(outcome);
    }
}
