namespace Pipeline.Protocol.Queries;

/// <summary>Windows that a client of <c>GET /api/v1/stream</c> does not get: the data of a <c>gap</c> event.</summary>
/// <param name="Missed">How many, of all endpoints and segments of the width where <paramref name="Reason"/> is not <c>slow-client</c>; null if nobody knows.</param>
/// <param name="Reason">
/// <c>slow-client</c>: they came faster than they were read. <c>no-longer-kept</c>: they closed while the client was away, and too many
/// others since. <c>other-run</c>: the id is of another run of the process.
/// </param>
public sealed record GapReport(long? Missed, string Reason);
