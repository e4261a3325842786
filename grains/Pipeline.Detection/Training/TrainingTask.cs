namespace Pipeline.Detection.Training;

/// <summary>A model to be fitted: the rows it learns from are copied, so it can be fitted on any thread.</summary>
/// <param name="Segment">Of which segment.</param>
/// <param name="Window">Number of the long window after which it was due: start / width.</param>
/// <param name="Rows">What to learn from.</param>
public sealed record TrainingTask(string Segment, long Window, TrainingRows Rows);
