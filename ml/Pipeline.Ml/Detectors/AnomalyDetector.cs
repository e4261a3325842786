using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Detectors;

/// <summary>
/// Judges rows by what was usual: an isolation forest and the tail surprise, each turned into a p-value, joined, and explained.
/// </summary>
/// <remarks>
/// <para>
/// Both halves speak in surprise, -ln p. The forest's p-value is calibrated on training rows that were scored by a forest that had not seen
/// them (see <see cref="AnomalyDetectorOptions.FoldCount"/>), the tail's follows from each column's distribution. Joined: p = min(1, p
/// forest / (1 - w), p tail / w) with w = <see cref="AnomalyDetectorOptions.TailShare"/>; for any w, and however the two depend on each
/// other, p at most a is reached by a share of at most a of usual rows (Bonferroni, weighted as in Genovese, Roeder and Wasserman 2006),
/// down to about 1 / (rows + 1): below that p is an extrapolation.
/// </para>
/// <para>Immutable, and safe for any number of threads. Memory: the forest's and the tail's, and 100 KB for the calibration.</para>
/// <code>
/// AnomalyDetector detector = AnomalyDetector.Fit(new FeatureMatrix(usual, columnCount), new AnomalyDetectorOptions());
/// if (detector.Judge(row).PValue &lt; 0.001) { Cause first = detector.Explain(row).Causes[0]; }
/// </code>
/// </remarks>
public sealed partial class AnomalyDetector
{
    private const int RowsPerPart = 2048;

    private readonly SurpriseScale _scale;
    private readonly double _forestOffset;
    private readonly double _tailOffset;

    internal AnomalyDetector(DetectorKind kind, double tailShare, IsolationForest forest, TailModel tail, SurpriseScale scale)
    {
        Kind = kind;
        TailShare = tailShare;
        Forest = forest;
        Tail = tail;
        _scale = scale;
        _forestOffset = kind switch { DetectorKind.Joined => Math.Log(1 - tailShare), DetectorKind.Forest => 0, _ => double.NegativeInfinity };
        _tailOffset = kind switch { DetectorKind.Joined => Math.Log(tailShare), DetectorKind.Tail => 0, _ => double.NegativeInfinity };
    }

    public DetectorKind Kind { get; }

    /// <summary>Share of the false alarms that the tail may cause, if joined.</summary>
    public double TailShare { get; }

    public int ColumnCount => Forest.ColumnCount;

    /// <summary>The forest, also of a detector that judges by the tail alone (a small one then).</summary>
    public IsolationForest Forest { get; }

    /// <summary>What was seen of each column, also of a detector that judges by the forest alone (of a sample of the rows then).</summary>
    public TailModel Tail { get; }

    /// <summary>Learns what is usual.</summary>
    /// <param name="data">At least one row. NaN is a missing value; infinite values are refused.</param>
    /// <param name="options">How.</param>
    /// <param name="weights">
    /// Empty, or one number of 0 or more per row: how many rows it stands for. A row of weight 0 does not calibrate either.
    /// </param>
    /// <param name="progress">Told the share that is done, a few times.</param>
    /// <param name="cancellationToken">Observed between parts and trees.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, a value is infinite, the weights do not fit the rows, or an option is outside its range.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AnomalyDetector Fit(
        FeatureMatrix data,
        AnomalyDetectorOptions options,
        ReadOnlyMemory<float> weights = default,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default) =>
        CrossFit.Run(data, options, weights, progress, cancellationToken).Detector;

    /// <summary>Its forest with the calibration, without the tails.</summary>
    public CalibratedForest ToForest() => new(Forest, _scale);

    /// <summary>How anomalous a row is, in nats; higher is more so. See <see cref="Judgement.Score"/>.</summary>
    /// <exception cref="ArgumentException">The row has not as many numbers as the detector has columns.</exception>
    public double Score(ReadOnlySpan<float> row) => Judge(row).Score;

    /// <summary>Judges a row.</summary>
    /// <exception cref="ArgumentException">The row has not as many numbers as the detector has columns.</exception>
    public Judgement Judge(ReadOnlySpan<float> row) => Join(Kind == DetectorKind.Tail ? 0 : Forest.Score(row), row);

    /// <summary>Scores rows in bulk, on this thread.</summary>
    /// <param name="rows">Any number of rows, with the detector's columns.</param>
    /// <param name="scores">One place per row; filled with what <see cref="Score(ReadOnlySpan{float})"/> gives.</param>
    /// <exception cref="ArgumentException">The columns are not the detector's, or there are not as many places as rows.</exception>
    public void Score(FeatureMatrix rows, Span<double> scores)
    {
        if (scores.Length != rows.RowCount)
        {
            throw new ArgumentException($"There are {scores.Length} places for the scores of {rows.RowCount} rows.", nameof(scores));
        }

        if (Kind != DetectorKind.Tail)
        {
            Forest.Score(rows, scores);
        }

        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = Join(scores[row], rows.Row(row)).Score;
        }
    }

    /// <summary>Scores rows on several threads; the scores are the same bits as on one.</summary>
    /// <param name="rows">Any number of rows, with the detector's columns.</param>
    /// <param name="scores">One place per row.</param>
    /// <param name="maxDegreeOfParallelism">Threads: 1 or more, or -1 for one per core.</param>
    /// <param name="cancellationToken">Observed every two thousand rows; what was scored until then stays.</param>
    /// <exception cref="ArgumentException">The columns are not the detector's, or there are not as many places as rows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Score(FeatureMatrix rows, Memory<double> scores, int maxDegreeOfParallelism, CancellationToken cancellationToken = default)
    {
        if (scores.Length != rows.RowCount)
        {
            throw new ArgumentException($"There are {scores.Length} places for the scores of {rows.RowCount} rows.", nameof(scores));
        }

        int partCount = (int)((rows.RowCount + RowsPerPart - 1L) / RowsPerPart);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = maxDegreeOfParallelism, CancellationToken = cancellationToken };
        Parallel.For(0, partCount, parallel, part =>
        {
            int start = part * RowsPerPart;
            int count = Math.Min(RowsPerPart, rows.RowCount - start);
            Score(rows.Slice(start, count), scores.Span.Slice(start, count));
        });
    }

    /// <summary>The p-value that belongs to a score of this detector.</summary>
    public static double PValueOf(double score) => Math.Clamp(Math.Exp(-score), double.Epsilon, 1);

    // For a row whose forest score is known, if it matters.
    internal Judgement Join(double forestScore, ReadOnlySpan<float> row)
    {
        double forest = Kind == DetectorKind.Tail ? 0 : _scale.Surprise(forestScore);
        double tail = Kind == DetectorKind.Forest ? 0 : Tail.Score(row);
        double score = Math.Max(forest + _forestOffset, tail + _tailOffset);
        if (Kind == DetectorKind.Tail && tail == 0)
        {
            // Nothing stands out: p is 1, and the order among such rows is that of all their surprises together.
            score = -1 / (1 + Tail.TotalSurprise(row));
        }

        return new Judgement(score, PValueOf(score), forest, tail);
    }
}
