namespace Pipeline.EventLog.Memory;

internal sealed class PendingAppend(StreamName stream, Offset expected, EntryParts entry)
    : PendingWrite<AppendOutcome>(stream, expected)
{
    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForEntry(entry.LengthBytes);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForEntry(entry.LengthBytes);

    public override bool Judge(Offset head)
    {
        bool matches = head == Offset;
        Answer = matches
            ? new AppendOutcome(AppendStatus.Committed, Offset.Next())
            : new AppendOutcome(AppendStatus.Conflict, head);
        return matches;
    }

    public override void Apply(InMemoryStream stream) => stream.Append(entry);
}
