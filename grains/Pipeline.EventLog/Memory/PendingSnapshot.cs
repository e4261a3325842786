namespace Pipeline.EventLog.Memory;

internal sealed class PendingSnapshot(StreamName stream, Offset offset, ReadOnlyMemory<byte> bytes, bool hasOpenWindows)
    : PendingWrite<SnapshotStatus>(stream, offset)
{
    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForSnapshot(bytes.Length);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForSnapshot(bytes.Length);

    public override bool Judge(Offset head)
    {
        if (Offset > head)
            Fail(new EventLogException(Stream, Offset, $"A snapshot must not be ahead of the log, whose head is {head}."));
        return Offset <= head;
    }

    public override void Apply(InMemoryStream stream) =>
        Answer = stream.Write(new InMemorySnapshot(new Snapshot(Offset, bytes.ToArray()), hasOpenWindows));
}
