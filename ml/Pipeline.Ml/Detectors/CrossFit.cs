using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Detectors;

/// <summary>A detector, and judgements of its own training rows in which no row vouches for its own values.</summary>
/// <remarks>
/// To look for anomalies in the very table that a detector learns from, its own scores will not do: the one value of 847 among threes is
/// within the seen. So the table is split, and the tail surprise of a row comes from the other parts. The forest's score comes from the
/// forest of all rows: a tree sees 256 of them, and scores of several forests compare less well than those of one. Forests of the parts
/// serve to calibrate, and are gone afterwards.
/// </remarks>
public sealed class CrossFit
{
    // What a detector keeps of the half that it does not judge by: enough to explain.
    private const int SampleRows = 1024;
    private const int SampleTrees = 10;

    private readonly FeatureMatrix _data;
    private readonly Folds _folds;
    private readonly AnomalyDetector[] _byFold;
    private readonly double[] _scores;

    private CrossFit(FeatureMatrix data, AnomalyDetector detector, Folds folds, AnomalyDetector[] byFold, double[] scores)
    {
        _data = data;
        Detector = detector;
        _folds = folds;
        _byFold = byFold;
        _scores = scores;
    }

    /// <summary>The detector of all rows.</summary>
    public AnomalyDetector Detector { get; }

    /// <summary>The score of each training row.</summary>
    public ReadOnlySpan<double> Scores => _scores;

    /// <summary>Learns what is usual, as <see cref="AnomalyDetector.Fit"/> does, and judges the rows it learnt from.</summary>
    /// <inheritdoc cref="AnomalyDetector.Fit"/>
    public static CrossFit Run(
        FeatureMatrix data,
        AnomalyDetectorOptions options,
        ReadOnlyMemory<float> weights = default,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(data.ColumnCount);
        IsolationForest forest = FitForest(data, options, weights, cancellationToken);
        TailModel tail = FitTail(data, options, weights);
        Folds folds = Folds.Of(data.RowCount, options.FoldCount, options.Order, options.Forest.Seed);
        progress?.Report(1.0 / (folds.Count + 1));

        TailModel[] tails = new TailModel[folds.Count];
        double[] heldOut = new double[data.RowCount];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] others = folds.RowsOutside(fold);
            FeatureMatrix rows = data.Take(others);
            ReadOnlyMemory<float> rowWeights = weights.IsEmpty ? default : Array.ConvertAll(others, row => weights.Span[row]);

            // A single row leaves nothing to learn from: it is judged by itself. And only what the detector judges by need not have seen
            // it.
            bool canLearn = rows.RowCount > 0 && (weights.IsEmpty || rowWeights.Span.ContainsAnyExcept(0f));
            bool judgesByForest = canLearn && options.Kind != DetectorKind.Tail;
            bool judgesByTail = canLearn && options.Kind != DetectorKind.Forest;
            ScoreFold(judgesByForest ? FitForest(rows, options, rowWeights, cancellationToken) : forest, data, folds.RowsIn(fold), heldOut);
            tails[fold] = judgesByTail ? FitTail(rows, options, rowWeights) : tail;
            progress?.Report((fold + 2.0) / (folds.Count + 1));
        }

        SurpriseScale scale = SurpriseScale.Fit(WeightedSample.Of(heldOut, weights.Span), options.Order);
        AnomalyDetector detector = new(options.Kind, options.TailShare, forest, tail, scale);
        AnomalyDetector[] byFold = Array.ConvertAll(tails, own => new AnomalyDetector(options.Kind, options.TailShare, forest, own, scale));
        double[] scores = new double[data.RowCount];
        forest.Score(data, scores);
        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = byFold[folds[row]].Join(scores[row], data.Row(row)).Score;
        }

        return new CrossFit(data, detector, folds, byFold, scores);
    }

    /// <summary>Explains a training row as it was scored. The table must not have changed since.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Explanation Explain(int row) => _byFold[_folds[row]].Explain(_data.Row(row));

    private static IsolationForest FitForest(
        FeatureMatrix data, AnomalyDetectorOptions options, ReadOnlyMemory<float> weights, CancellationToken cancellationToken)
    {
        IsolationForestOptions forest = options.Kind == DetectorKind.Tail
            ? options.Forest with { TreeCount = Math.Min(options.Forest.TreeCount, SampleTrees) }
            : options.Forest;
        return IsolationForest.Fit(data, forest, weights, progress: null, cancellationToken);
    }

    private static TailModel FitTail(FeatureMatrix data, AnomalyDetectorOptions options, ReadOnlyMemory<float> weights) =>
        options.Kind == DetectorKind.Forest && weights.IsEmpty && data.RowCount > SampleRows
            ? TailModel.Fit(data.Take(EverySoManyth(data.RowCount)), options.Tail)
            : TailModel.Fit(data, options.Tail, weights);

    private static void ScoreFold(IsolationForest forest, FeatureMatrix data, int[] rows, double[] scores)
    {
        double[] ofFold = new double[rows.Length];
        forest.Score(data.Take(rows), ofFold);
        for (int i = 0; i < rows.Length; i++)
        {
            scores[rows[i]] = ofFold[i];
        }
    }

    private static int[] EverySoManyth(int rowCount) => [.. Enumerable.Range(0, SampleRows).Select(i => (int)((long)i * rowCount / SampleRows))];
}
