using Pipeline.EventLog.Redis.Streams;

namespace Pipeline.EventLog.Redis.Commits;

internal sealed class SnapshotRequest(LogStream stream, SnapshotWrite write) : AnsweredRequest<SnapshotStatus>(stream, write.Offset)
{
    public SnapshotWrite Write { get; } = write;

    public override long QueueBytes { get; } = write.LengthBytes + ((1 + write.Cells.Count) * OverheadBytes);

    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForSnapshot(QueueBytes);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForSnapshot(QueueBytes);

    public override void Refuse() => Decision = SnapshotStatus.Overloaded;

    public void Decide(SnapshotStatus status) => Decision = status;
}
