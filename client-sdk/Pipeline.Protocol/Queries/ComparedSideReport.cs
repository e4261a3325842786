namespace Pipeline.Protocol.Queries;

/// <summary>What one side of a comparison covers.</summary>
/// <param name="Segment">The segment; null for all of them.</param>
/// <param name="From">Start of the range covered, Unix ms, inclusive; null if it covers nothing.</param>
/// <param name="To">End of the range covered, Unix ms, exclusive; null if it covers nothing.</param>
/// <param name="Events">Events recorded.</param>
/// <param name="Count">Calls.</param>
public sealed record ComparedSideReport(string? Segment, long? From, long? To, long Events, double Count);
