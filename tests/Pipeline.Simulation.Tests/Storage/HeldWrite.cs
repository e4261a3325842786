using Pipeline.EventLog;

namespace Pipeline.Simulation.Tests.Storage;

/// <summary>An append or snapshot that waits. Completing it may run its awaiter's continuation at once, on the thread that commits.</summary>
internal abstract class HeldWrite(StreamName stream, Offset offset)
{
    public StreamName Stream { get; } = stream;

    public Offset Offset { get; } = offset;

    public abstract bool IsAppend { get; }

    public abstract void GiveBackRoom(QueueBudget budget);

    /// <summary>Hands it to the log.</summary>
    /// <returns>Ends with the log's answer, whatever it is.</returns>
    public abstract Task WriteAsync(IEventLog log, ISnapshotStore snapshots);

    /// <summary>Ends with the log's answer; if it was written, with the failure instead, when there is one.</summary>
    public abstract void Complete(EventLogException? failure);

    /// <summary>Ends without having been handed to the log.</summary>
    public abstract void Fail(Offset head, bool isConflict);
}
