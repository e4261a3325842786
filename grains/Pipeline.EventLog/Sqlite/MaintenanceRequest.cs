namespace Pipeline.EventLog.Sqlite;

/// <summary>Work on the writer's thread between two commits, with transactions of its own.</summary>
internal abstract class MaintenanceRequest : WriteRequest
{
    public sealed override long QueueBytes => 0;

    public sealed override bool IsAlone => true;

    // At most a few such requests exist at a time; they must get through a full queue, since retention makes room.
    public sealed override bool TryTakeRoom(QueueBudget budget) => true;

    public sealed override void GiveBackRoom(QueueBudget budget)
    {
    }

    public abstract void Run();
}
