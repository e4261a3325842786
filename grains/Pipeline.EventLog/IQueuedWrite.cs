namespace Pipeline.EventLog;

/// <summary>Something that waits in a <see cref="WriteQueue{TWrite}"/>.</summary>
internal interface IQueuedWrite
{
    /// <summary>What it adds to a commit, in bytes.</summary>
    long QueueBytes { get; }

    /// <summary>Whether it shares a commit with no other.</summary>
    bool IsAlone { get; }

    /// <summary>Takes its room in the queue.</summary>
    /// <returns>False if there is none; nothing is taken then.</returns>
    bool TryTakeRoom(QueueBudget budget);

    /// <summary>Gives back what <see cref="TryTakeRoom"/> took.</summary>
    void GiveBackRoom(QueueBudget budget);
}
