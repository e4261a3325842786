namespace Pipeline.Core.Publications;

/// <summary>Up to where a segment has an endpoint's publications for good.</summary>
/// <param name="Segment">The segment's number at the endpoint.</param>
/// <param name="Number">Number of the last such publication.</param>
public readonly record struct PublicationMark(int Segment, long Number);
