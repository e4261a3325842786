namespace Pipeline.Core.Segments;

/// <summary>Whose publications have one row of numbers: a segment of an endpoint.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Segment">
/// The segment as the endpoint calls it: several may share the aggregates of one, but never a row of numbers.
/// </param>
public readonly record struct Publisher(string Endpoint, string Segment);
