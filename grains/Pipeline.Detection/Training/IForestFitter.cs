namespace Pipeline.Detection.Training;

/// <summary>Fits the forest of a segment. Every implementation gives the same forest of the same rows, bit for bit; any thread may call.</summary>
public interface IForestFitter
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    ForestModel Fit(TrainingRows rows, CancellationToken cancellationToken = default);
}
