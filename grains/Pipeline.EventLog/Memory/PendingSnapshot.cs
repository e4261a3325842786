namespace Pipeline.EventLog.Memory;

internal sealed class PendingSnapshot(SnapshotWrite write) : PendingWrite<SnapshotStatus>(write.Stream, write.Offset)
{
    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForSnapshot(write.LengthBytes);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForSnapshot(write.LengthBytes);

    public override bool Judge(Offset head)
    {
        if (Offset > head)
            Fail(new EventLogException(Stream, Offset, $"A snapshot must not be ahead of the log, whose head is {head}."));
        return Offset <= head;
    }

    public override void Apply(InMemoryStream stream)
    {
        Offset? previous = stream.Info.SnapshotOffset;
        bool isBaseGone = write.Base > Offset.Start && !stream.HasSnapshot(write.Base);
        Answer = isBaseGone || (write.RequireHead && Offset < stream.Head)
            ? SnapshotStatus.Superseded
            : stream.Write(new InMemorySnapshot(new Snapshot(Offset, write.Bytes.ToArray()), write.HasOpenWindows));
        if (Answer == SnapshotStatus.Written)
            stream.Cells.Write(write, previous);
    }
}
