namespace Pipeline.Protocol.Queries;

/// <summary>What endpoints have published and a segment has not taken in yet.</summary>
/// <param name="Publications">How many publications.</param>
/// <param name="Endpoints">Of how many endpoints.</param>
/// <param name="Incomplete">
/// True where there may be more: a silo does not answer, or has gone and its endpoints are being brought back. Left out otherwise.
/// </param>
public sealed record PendingReport(long Publications, int Endpoints, bool? Incomplete = null);
