namespace Pipeline.Protocol.Queries;

/// <summary>A name without a place of its own.</summary>
/// <param name="Name">The name.</param>
/// <param name="Events">Events sent under it, at most.</param>
/// <param name="Excess">How many of <paramref name="Events"/> may be another name's: so many that place in the table had when it changed hands.</param>
public sealed record OverflowNameReport(string Name, long Events, long Excess);
