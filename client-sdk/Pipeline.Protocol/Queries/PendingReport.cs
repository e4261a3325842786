namespace Pipeline.Protocol.Queries;

/// <summary>What endpoints have published and a segment has not taken in yet.</summary>
/// <param name="Publications">How many publications.</param>
/// <param name="Endpoints">Of how many endpoints.</param>
public sealed record PendingReport(long Publications, int Endpoints);
