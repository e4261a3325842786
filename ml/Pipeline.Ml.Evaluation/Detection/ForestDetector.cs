using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>The isolation forest alone.</summary>
internal sealed class ForestDetector(DetectorOptions options) : IDetector
{
    public IFittedDetector Fit(FeatureMatrix rows, long seed, CancellationToken cancellationToken)
    {
        IsolationForestOptions forest = new()
        {
            TreeCount = options.TreeCount,
            SubsampleSize = options.SubsampleSize,
            Scoring = options.Scoring ?? ForestScoring.PathLength,
            RangeWeightedShare = options.RangeWeightedShare ?? 0,
            Seed = seed,
            MaxDegreeOfParallelism = options.ThreadCount,
        };
        return new Fitted(IsolationForest.Fit(rows, forest, cancellationToken: cancellationToken), rows, options.ThreadCount);
    }

    private sealed class Fitted(IsolationForest forest, FeatureMatrix seen, int threadCount) : IFittedDetector
    {
        /// <summary>Usual values, which a forest does not know; found when the first row is explained.</summary>
        private readonly Lazy<double[]> _expected = new(() => ColumnMedians.Of(seen));

        public void Score(FeatureMatrix rows, Memory<double> scores, CancellationToken cancellationToken) =>
            forest.Score(rows, scores, threadCount, cancellationToken);

        public double? PValue(ReadOnlySpan<float> row) => null;

        public IReadOnlyList<Cause> Explain(ReadOnlySpan<float> row)
        {
            double[] contributions = new double[forest.ColumnCount];
            forest.Explain(row, contributions);
            return Causes.Rank(contributions, row, _expected.Value);
        }
    }
}
