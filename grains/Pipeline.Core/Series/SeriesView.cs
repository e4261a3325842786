namespace Pipeline.Core.Series;

/// <summary>Aggregates step by step.</summary>
/// <param name="FromUnixMs">Start of the first step; null before the first event.</param>
/// <param name="ToUnixMs">End of the last step, exclusive; null before the first event.</param>
/// <param name="StepMs">Width of a step, ms: as asked, or coarser where only coarser windows reach back to the start.</param>
/// <param name="AsOfUnixMs">The latest event; null before the first.</param>
/// <param name="CompleteFromUnixMs">Start of the first step whose windows are all retained; may lie behind the last one.</param>
/// <param name="OpenFromUnixMs">The watermark: a step that ends after it still grows. Null before the first event.</param>
/// <param name="Times">Starts of the steps, ascending.</param>
/// <param name="Values">
/// Of each metric its points, one per time; null where there is nothing to take a mean of, where nothing is retained, and after the latest event.
/// </param>
public sealed record SeriesView(
    long? FromUnixMs,
    long? ToUnixMs,
    long StepMs,
    long? AsOfUnixMs,
    long? CompleteFromUnixMs,
    long? OpenFromUnixMs,
    IReadOnlyList<long> Times,
    IReadOnlyList<IReadOnlyList<double?>> Values);
