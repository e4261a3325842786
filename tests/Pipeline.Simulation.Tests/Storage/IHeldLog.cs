using Pipeline.EventLog;
using Pipeline.EventLog.Memory;

namespace Pipeline.Simulation.Tests.Storage;

/// <summary>A log whose writes wait until a step decides what becomes of them, and whose reads complete at once, on the caller's thread.</summary>
internal interface IHeldLog : IEventLog, ISnapshotStore, ICellStore
{
    /// <summary>Writes that wait.</summary>
    int PendingCount { get; }

    /// <inheritdoc cref="InMemoryEventLog.CommitPending"/>
    int CommitPending(int countMax, CommitFate fate);

    /// <inheritdoc cref="InMemoryEventLog.Kill"/>
    int Kill();

    /// <inheritdoc cref="InMemoryEventLog.RemoveBefore"/>
    void RemoveBefore(StreamName stream, Offset offset);

    /// <inheritdoc cref="InMemoryEventLog.CanSpareLatestSnapshot"/>
    bool CanSpareLatestSnapshot(StreamName stream);

    /// <inheritdoc cref="InMemoryEventLog.DamageLatestSnapshot"/>
    void DamageLatestSnapshot(StreamName stream);

    /// <inheritdoc cref="InMemoryEventLog.LoseLatestSnapshot"/>
    void LoseLatestSnapshot(StreamName stream);
}
