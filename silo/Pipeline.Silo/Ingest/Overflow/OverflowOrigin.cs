namespace Pipeline.Silo.Ingest.Overflow;

/// <summary>Where an event or tally of a merged section comes from.</summary>
/// <param name="Section">Which of the request's sections.</param>
/// <param name="Index">Its place among that section's events, or tallies.</param>
internal readonly record struct OverflowOrigin(int Section, int Index);
