namespace Pipeline.Protocol.Queries;

/// <summary>An anomaly was marked as normal: what it was about is learnt as usual.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="AnomalyId">The anomaly.</param>
public sealed record MarkedNormalReport(string Endpoint, string AnomalyId);
