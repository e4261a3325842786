using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>Forest and tail joined, or the tail alone; no row vouches for its own values.</summary>
/// <remarks>
/// A tail that has seen a value of 847 among threes takes it for seen: the table is split into parts, and the tail of each row comes from
/// the others.
/// </remarks>
internal sealed class CrossFitDetector(DetectorOptions options) : IDetector
{
    public IFittedDetector Fit(FeatureMatrix rows, long seed, CancellationToken cancellationToken)
    {
        AnomalyDetectorOptions detector = new() { Kind = options.Kind };
        IsolationForestOptions forest = detector.Forest with
        {
            TreeCount = options.TreeCount, SubsampleSize = options.SubsampleSize, Seed = seed, MaxDegreeOfParallelism = options.ThreadCount,
        };
        if (options.TailShare is { } tailShare)
            detector = detector with { TailShare = tailShare };
        if (options.Scoring is { } scoring)
            forest = forest with { Scoring = scoring };
        if (options.RangeWeightedShare is { } share)
            forest = forest with { RangeWeightedShare = share };
        return new Fitted(CrossFit.Run(rows, detector with { Forest = forest }, cancellationToken: cancellationToken), options.ThreadCount);
    }

    private sealed class Fitted(CrossFit fit, int threadCount) : IFittedDetector
    {
        private readonly Lazy<double[]> _seenScores = new(() => fit.Scores.ToArray());

        public ReadOnlyMemory<double>? SeenScores => _seenScores.Value;

        public void Score(FeatureMatrix rows, Memory<double> scores, CancellationToken cancellationToken) =>
            fit.Detector.Score(rows, scores, threadCount, cancellationToken);

        public double? PValue(double score) => AnomalyDetector.PValueOf(score);

        public IReadOnlyList<ShownCause> Explain(int row) =>
        [
            .. fit.Explain(row).Causes
                .Where(static cause => cause.Share > 0)
                .Select(cause => new ShownCause(cause.Column, cause.Observed, fit.Detector.Tail[cause.Column].Median, cause.Share)),
        ];
    }
}
