namespace Pipeline.Grains.Journals;

/// <summary>What became of a commit.</summary>
internal enum JournalStatus
{
    /// <summary>The entry is durable and applied, or there was nothing to write.</summary>
    Done = 1,

    /// <summary>The log's queue is full: nothing was written.</summary>
    Overloaded = 2,

    /// <summary>Another activation has written, or whether the entry is durable is not known: the activation must end.</summary>
    Failed = 3,
}
