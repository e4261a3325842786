using Pipeline.EventLog.Memory;
using Pipeline.EventLog.Tests.Contract;

namespace Pipeline.EventLog.Tests.Memory;

public sealed class InMemoryLogDriver : LogDriver
{
    private readonly InMemoryEventLog _log = new();

    public override IEventLog Log => _log;

    public override ISnapshotStore Snapshots => _log;

    public override ICellStore Cells => _log;

    public override long CommitCount => _log.CommitCount;

    public override void HoldCommits() => _log.HoldsCommits = true;

    public override void ReleaseCommits()
    {
        _log.HoldsCommits = false;
        _log.CommitPending();
    }

    public override void BreakCommits() => _log.NextFate = (_, _) => CommitFate.Fail;

    public override void MendCommits() => _log.NextFate = null;

    public override void DamageLatestSnapshot(StreamName stream) => _log.DamageLatestSnapshot(stream);

    public override ValueTask DisposeAsync() => _log.DisposeAsync();
}
