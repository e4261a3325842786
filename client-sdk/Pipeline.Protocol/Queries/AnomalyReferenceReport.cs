namespace Pipeline.Protocol.Queries;

/// <summary>An anomaly, named by another one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="Sentence">Its sentence.</param>
public sealed record AnomalyReferenceReport(string Id, string Endpoint, string Sentence);
