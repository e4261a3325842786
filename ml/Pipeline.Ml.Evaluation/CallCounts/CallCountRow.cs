namespace Pipeline.Ml.Evaluation.CallCounts;

/// <summary>How well one detector tells planted rows of one case from usual ones, as means over the seeds.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Detector">forest, tail or joined.</param>
/// <param name="Detected">Share of the planted rows above the threshold that the allowed share of usual rows exceeds.</param>
/// <param name="LeastDetected">The same for the seed where it is least.</param>
/// <param name="Auc">Area under the ROC curve of planted against usual rows; 0.5 is blind.</param>
/// <param name="Surprise">
/// The planted column's own tail surprise, mean over the planted rows, in nats; the largest of the case's columns.
/// </param>
/// <param name="FirstCause">Share of the planted rows in which a column of the case has the largest tail surprise of all columns.</param>
public sealed record CallCountRow(string Case, string Detector, double Detected, double LeastDetected, double Auc, double Surprise, double FirstCause);
