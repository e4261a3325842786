namespace Pipeline.Core.Segments;

/// <summary>What a segment has taken in since its first publication.</summary>
/// <param name="Publications">Publications applied.</param>
/// <param name="LateEvents">Events that came after the window they belong to had been published, or without one.</param>
/// <param name="BeyondRetention">Items older than every tier, which only the lifetime took.</param>
/// <param name="OverflowOperations">Names of operations, once for each publication, that found no place and were counted as <c>__other__</c>.</param>
/// <param name="OverflowValues">Names of values, likewise.</param>
/// <param name="LostPublications">Publications that the segment will never have: it had lost them when their endpoint had freed them.</param>
/// <param name="LateBeginners">Publications of endpoints with events that they had counted before they began to publish.</param>
public readonly record struct SegmentCounters(
    long Publications,
    long LateEvents,
    long BeyondRetention,
    long OverflowOperations,
    long OverflowValues,
    long LostPublications,
    long LateBeginners)
{
    /// <summary>Whether something is known to be missing.</summary>
    public bool IsIncomplete => LostPublications > 0 || LateBeginners > 0;
}
