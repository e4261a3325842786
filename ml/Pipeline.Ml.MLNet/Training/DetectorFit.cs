using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet.Scoring;

namespace Pipeline.Ml.MLNet.Training;

/// <summary>Fits the detector that the options ask for and finds its threshold.</summary>
internal static class DetectorFit
{
    public static ScoringModel Fit(TrainingRows rows, IsolationForestTrainer.Options options, int seed, IProgress<double> progress)
    {
        var detectorOptions = new AnomalyDetectorOptions 
        {
            Kind = options.Detector,
            Forest = new()
            {
                TreeCount = options.TreeCount, SubsampleSize = options.SubsampleSize, Seed = seed, MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            },
        };
        AnomalyDetector detector = AnomalyDetector.Fit(rows.Features, detectorOptions, rows.Weights, progress, options.CancellationToken);
        Threshold threshold = options.Contamination is { } share
            ? new Threshold(ThresholdKind.Score, detector.Quantile(1 - share))
            : new Threshold(ThresholdKind.PValue, options.PValueThreshold);
        return new ScoringModel(detector, threshold);
    }
}
