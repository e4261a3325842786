using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet.Scoring;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.MLNet.Training;

/// <summary>Fits the detector that the options ask for and finds its threshold.</summary>
internal static class DetectorFit
{
    public static ScoringModel Fit(TrainingRows rows, IsolationForestTrainer.Options options, int seed, IProgress<double> progress)
    {
        CrossFit fit = CrossFit.Run(rows.Features, Describe(options, seed), rows.Weights, progress, options.CancellationToken);
        Threshold threshold = options.Contamination is { } share
            ? new Threshold(ThresholdKind.Score, ContaminationThreshold.Of(fit.Scores, share))
            : new Threshold(ThresholdKind.PValue, options.PValueThreshold);
        return new ScoringModel(fit.Detector, threshold);
    }

    // What the options do not name stays as the detector has it.
    private static AnomalyDetectorOptions Describe(IsolationForestTrainer.Options options, int seed)
    {
        var detector = new AnomalyDetectorOptions { Kind = options.Detector, Order = options.Order, TailShare = options.TailShare };
        return detector with
        {
            Tail = detector.Tail with { Sides = options.Sides },
            Forest = detector.Forest with
            {
                TreeCount = options.TreeCount,
                SubsampleSize = options.SubsampleSize,
                HeightLimit = options.HeightLimit,
                Scoring = options.Scoring,
                DensityWeight = options.DensityWeight,
                RangeWeightedShare = options.RangeWeightedShare,
                Seed = seed,
                MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            },
        };
    }
}
