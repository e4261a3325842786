using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>A detector with its settings, to be fitted as often as there are seeds.</summary>
public interface IDetector
{
    /// <summary>Fits on all rows; equal seeds give equal scores.</summary>
    IFittedDetector Fit(FeatureMatrix rows, long seed, CancellationToken cancellationToken);
}
