namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>A row that stood out.</summary>
/// <param name="Series">The series' name.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Score">How much it stood out, -ln p.</param>
/// <param name="Cause">Why, for people.</param>
/// <param name="IsLabelled">Whether it lies in a labelled window; null without labels.</param>
public sealed record SeriesAlarm(string Series, DateTime Timestamp, double Value, double Score, string Cause, bool? IsLabelled);
