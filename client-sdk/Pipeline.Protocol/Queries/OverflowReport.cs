namespace Pipeline.Protocol.Queries;

/// <summary>What found no place under its own name and was counted as <c>__other__</c>.</summary>
/// <param name="Segments">Events and tallies whose segment was one too many.</param>
/// <param name="Operations">Operations of events that were too many.</param>
/// <param name="Values">Values of events that were too many.</param>
public sealed record OverflowReport(long Segments, long Operations, long Values)
{
    /// <summary>Operations that lost their place to one that does more.</summary>
    public long OperationsReplaced { get; init; }

    /// <summary>Operations that lost their place since they had not been seen for a day and another asked for it.</summary>
    public long OperationsFreed { get; init; }

    /// <summary>Sections after which an operation was due a place and had to wait for a number.</summary>
    public long OperationsBlocked { get; init; }
}
