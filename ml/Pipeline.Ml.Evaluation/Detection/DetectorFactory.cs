using Pipeline.Ml.Detectors;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>Makes the detector that options ask for.</summary>
public static class DetectorFactory
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such detector.</exception>
    public static IDetector Create(DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind switch
        {
            DetectorKind.Forest => new ForestDetector(options),
            DetectorKind.Tail or DetectorKind.Joined => new CrossFitDetector(options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such detector."),
        };
    }
}
