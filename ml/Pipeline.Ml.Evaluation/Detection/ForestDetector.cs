using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>The isolation forest alone, which scores the rows that it was grown on, as scikit-learn's is used.</summary>
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

        public ReadOnlyMemory<double>? SeenScores => null;

        public void Score(FeatureMatrix rows, Memory<double> scores, CancellationToken cancellationToken) =>
            forest.Score(rows, scores, threadCount, cancellationToken);

        public double? PValue(double score) => null;

        public IReadOnlyList<ShownCause> Explain(int row)
        {
            double[] contributions = new double[forest.ColumnCount];
            forest.Explain(seen.Row(row), contributions);
            return ForestCauses.Rank(contributions, seen.Row(row), _expected.Value);
        }
    }
}
