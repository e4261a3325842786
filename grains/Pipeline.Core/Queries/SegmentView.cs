namespace Pipeline.Core.Queries;

/// <summary>One segment of an endpoint.</summary>
/// <param name="Name">The segment.</param>
/// <param name="Cell">Its aggregates.</param>
public sealed record SegmentView(string Name, CellView Cell);
