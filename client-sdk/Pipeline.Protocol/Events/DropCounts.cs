namespace Pipeline.Protocol.Events;

/// <summary>What a client dropped for one cause.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Events">Details thrown away; their calls are tallied nevertheless.</param>
/// <param name="Calls">Calls whose tally was lost as well.</param>
public readonly record struct DropCounts(DropCause Cause, long Events, long Calls);
