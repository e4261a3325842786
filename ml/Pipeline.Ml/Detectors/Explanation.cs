namespace Pipeline.Ml.Detectors;

/// <summary>A judgement and what led to it.</summary>
/// <param name="Judgement">The judgement of the row, as without an explanation.</param>
/// <param name="Causes">Every column, the strongest cause first; equal ones in the order of the table.</param>
public sealed record Explanation(Judgement Judgement, IReadOnlyList<Cause> Causes);
