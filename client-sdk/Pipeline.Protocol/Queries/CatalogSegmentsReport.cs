namespace Pipeline.Protocol.Queries;

/// <summary>Segments with aggregates over all endpoints.</summary>
/// <param name="Limit">How many there may be.</param>
/// <param name="Admitted">How many there are.</param>
/// <param name="Closed">Whether a further one has come: it and all later ones are counted as <c>__other__</c>, for ever.</param>
public sealed record CatalogSegmentsReport(int Limit, int Admitted, bool Closed);
