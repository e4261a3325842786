namespace Pipeline.Core.Series;

/// <summary>An answer, or why there is none: one of the two is null.</summary>
/// <param name="View">The series.</param>
/// <param name="Fault">What is wrong with the question.</param>
public sealed record SeriesOutcome(SeriesView? View, SeriesFault? Fault);
