namespace Pipeline.Protocol.Queries;

/// <summary>What clients dropped for one cause.</summary>
/// <param name="Cause">For instance <c>buffer_full</c>.</param>
/// <param name="Events">Details thrown away; their calls are counted nevertheless.</param>
/// <param name="Calls">Calls that are not counted either.</param>
public sealed record DropReport(string Cause, long Events, long Calls);
