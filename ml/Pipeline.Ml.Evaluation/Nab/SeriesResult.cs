namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>How a detector did on one series, with the threshold of the whole corpus.</summary>
/// <param name="Name">The series.</param>
/// <param name="RowCount">Its rows.</param>
/// <param name="WindowCount">Its labelled windows.</param>
/// <param name="FoundCount">Windows with at least one alarm.</param>
/// <param name="FalseAlarmCount">Alarms outside every window and after the probation, row by row.</param>
/// <param name="Points">What the profile gives and takes: between minus windows and plus windows, less false alarms.</param>
public sealed record SeriesResult(string Name, int RowCount, int WindowCount, int FoundCount, int FalseAlarmCount, double Points);
