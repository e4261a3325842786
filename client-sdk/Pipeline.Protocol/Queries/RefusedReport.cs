namespace Pipeline.Protocol.Queries;

/// <summary>Events and tallies that an endpoint did not count.</summary>
/// <param name="TooOld">Older than the coarsest windows reach back.</param>
/// <param name="TooFarAhead">More than two minutes ahead of their arrival.</param>
public sealed record RefusedReport(long TooOld, long TooFarAhead);
