namespace Pipeline.EventLog;

/// <summary>The known end of an append.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Head">
/// After <see cref="AppendStatus.Committed"/> the offset after the entry; after <see cref="AppendStatus.Conflict"/> the stream's actual
/// head when the append was judged; after <see cref="AppendStatus.Overloaded"/> the offset that was expected, unchecked.
/// </param>
public readonly record struct AppendOutcome(AppendStatus Status, Offset Head)
{
    /// <summary>Whether the entry is durable.</summary>
    public bool IsCommitted => Status == AppendStatus.Committed;
}
