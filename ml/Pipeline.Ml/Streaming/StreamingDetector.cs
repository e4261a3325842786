using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Streaming;

/// <summary>Finds anomalies among rows that arrive one at a time and never end, learning and forgetting as they do.</summary>
/// <remarks>
/// <para>
/// Each row is scored by what came before it, then learnt: nothing looks ahead. Two kinds of evidence are joined. An isolation forest,
/// grown anew on the most recent rows every so often and early when they drift, gives a score which is smoothed and then calibrated by
/// those before it in the stream. And every column's value is held against the tail of those before, which sees what a forest cannot: a
/// value beyond all others.
/// </para>
/// <para>
/// The same options and rows give the same answers, bit for bit. NaN is a missing value. Memory: about 32 bytes x columns x
/// <see cref="StreamingDetectorOptions.WindowRowCount"/>, allocated at once, and one forest, twice over while it is grown; a row allocates
/// nothing but the forest that it may trigger. Not thread-safe; a row that triggers a refit takes milliseconds, all others microseconds.
/// </para>
/// <code>
/// var detector = new StreamingDetector(columnCount, new StreamingDetectorOptions { Forest = new() { Seed = 7 } });
/// foreach (float[] row in rows)
/// {
///     StreamingScore score = detector.Score(row);
///     if (score.Alarm >= 10)
///         Report(row, score, detector.Explain());
/// }
/// </code>
/// </remarks>
public sealed class StreamingDetector
{
    // Scores of path lengths lie in (0, 1], and a forest of 100 trees grown with another seed repeats them to about this: no refit alone shall surprise.
    private const double LeastScoreDistance = 0.02;

    private const double Ln2 = 0.69314718055994531;

    private readonly StreamingDetectorOptions _options;
    private readonly SlidingWindow _window;
    private readonly float[] _trainingRows;
    private readonly RunningTail[] _tails;
    private readonly ScoreSmoother _smoother;
    private readonly RunningTail _calibration;
    private readonly RefractoryPeriod _refractory;
    private readonly DriftTest? _drift;
    private readonly float[] _blockRows;
    private readonly float[] _blockColumn;
    private readonly float[] _lastRow;
    private StreamingScore _lastScore = new(0.0, 0.0, double.NaN, 0.0, 0.0, -1, false, RefitReason.None);
    private IsolationForest? _lastForest;
    private int _rowsSinceRefit;
    private long _rowCount;

    /// <param name="columnCount">Numbers in a row, at least 1.</param>
    /// <param name="options">How to learn and speak.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no columns, or an option is out of range.</exception>
    public StreamingDetector(int columnCount, StreamingDetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _window = new SlidingWindow(columnCount, options.WindowRowCount);
        _trainingRows = options.Evidence == StreamingEvidence.Tail ? [] : new float[options.WindowRowCount * columnCount];
        _tails = new RunningTail[options.Evidence == StreamingEvidence.Forest ? 0 : columnCount];
        for (int column = 0; column < _tails.Length; column++)
            _tails[column] = new RunningTail(options.WindowRowCount, options.LeastDistance, options.LeastRelativeDistance);

        _smoother = new ScoreSmoother(options.SmoothingLength);
        _calibration = new RunningTail(options.CalibrationLength, LeastScoreDistance);
        _lastRow = new float[columnCount];
        _refractory = new RefractoryPeriod(options.RefractoryRowCount);
        bool testsDrift = options.DriftPValue > 0 && options.Evidence != StreamingEvidence.Tail;
        _drift = testsDrift ? new DriftTest(columnCount, options.WindowRowCount) : null;
        _blockRows = testsDrift ? new float[options.DriftRowCount * columnCount] : [];
        _blockColumn = testsDrift ? new float[options.DriftRowCount] : [];
    }

    public int ColumnCount => _window.ColumnCount;

    /// <summary>Rows seen since the start.</summary>
    public long RowCount => _rowCount;

    /// <summary>The forest that the next row is scored by, or null: ask it which columns contributed.</summary>
    public IsolationForest? Forest { get; private set; }

    /// <summary>Forests grown so far because they were due, the first included.</summary>
    public long DueRefitCount { get; private set; }

    /// <summary>Forests grown so far because rows had drifted.</summary>
    public long DriftRefitCount { get; private set; }

    /// <summary>What is usual in a column: the median of the values remembered; NaN while none is known, and always when only the forest
    /// is evidence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public double Expected(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, ColumnCount);
        return _tails.Length == 0 ? double.NaN : _tails[column].Median;
    }

    /// <summary>Says how anomalous the next row is, then learns it.</summary>
    /// <param name="row">One number per column, NaN = missing; it is copied.</param>
    /// <exception cref="ArgumentException">The row has another number of columns, or an infinite value; it is then not learnt.</exception>
    public StreamingScore Score(ReadOnlySpan<float> row)
    {
        Check(row);
        double forestScore = double.NaN;
        double forestSurprise = 0.0;
        if (Forest is not null)
        {
            forestScore = Forest.Score(row);
            forestSurprise = Calibrate(forestScore);
        }

        (double tailSurprise, int column, bool high) = Tail(row);
        double surprise = _options.Evidence switch
        {
            StreamingEvidence.Forest => forestSurprise,
            StreamingEvidence.Tail => tailSurprise,
            _ => Math.Max(0.0, Math.Max(forestSurprise, tailSurprise) - Ln2),
        };
        double alarm = _refractory.Filter(surprise);
        row.CopyTo(_lastRow);
        _lastForest = Forest;
        RefitReason refit = Learn(row);
        _lastScore = new StreamingScore(alarm, surprise, forestScore, forestSurprise, tailSurprise, column, high, refit);
        return _lastScore;
    }

    /// <summary>Says why the last row was as surprising as it was: by the larger of the two surprises, and by the forest that scored the
    /// row even if another has been grown after it.</summary>
    /// <remarks>Costs about what the forest's score does, so ask for alarms only.</remarks>
    public StreamingCause Explain()
    {
        if (_lastScore.TailSurprise >= _lastScore.ForestSurprise)
            return new StreamingCause(StreamingEvidence.Tail, _lastScore.TailColumn, _lastScore.IsTailHigh);

        double[] contributions = new double[ColumnCount];
        _lastForest!.Explain(_lastRow, contributions);
        return new StreamingCause(StreamingEvidence.Forest, Array.IndexOf(contributions, contributions.Max()), IsHigh: false);
    }

    private void Check(ReadOnlySpan<float> row)
    {
        if (row.Length != ColumnCount)
            throw new ArgumentException($"Row {_rowCount} has {row.Length} numbers instead of {ColumnCount}.", nameof(row));

        for (int column = 0; column < row.Length; column++)
        {
            if (float.IsInfinity(row[column]))
                throw new ArgumentException($"The value in row {_rowCount}, column {column} is infinite; a missing value is NaN.", nameof(row));
        }
    }

    private double Calibrate(double forestScore)
    {
        double smoothed = _smoother.Smooth(forestScore);
        double surprise = _calibration.Count < _options.WarmUpRowCount ? 0.0 : _calibration.UpperSurprise(smoothed);
        _calibration.Learn(smoothed);
        return surprise;
    }

    /// <summary>The most surprising column, corrected for their number (Bonferroni).</summary>
    private (double Surprise, int Column, bool High) Tail(ReadOnlySpan<float> row)
    {
        double largest = Math.Log(Math.Max(1, _tails.Length));
        double surprise = 0.0;
        int most = -1;
        bool high = false;
        for (int column = 0; column < _tails.Length; column++)
        {
            // A column that was missing so far has no past to be compared with, however many rows have come.
            double signed = _tails[column].Count < _options.WarmUpRowCount ? 0.0 : _tails[column].SignedSurprise(row[column]);
            if (Math.Abs(signed) > largest)
            {
                surprise = Math.Abs(signed) - Math.Log(_tails.Length);
                (largest, most, high) = (Math.Abs(signed), column, signed > 0);
            }
        }

        return (surprise, most, high);
    }

    private RefitReason Learn(ReadOnlySpan<float> row)
    {
        _window.Add(row);
        for (int column = 0; column < _tails.Length; column++)
            _tails[column].Learn(row[column]);

        _rowCount++;
        _rowsSinceRefit++;
        RefitReason reason = _options.Evidence == StreamingEvidence.Tail ? RefitReason.None : ReasonToRefit();
        if (reason != RefitReason.None)
            Refit(reason);

        return reason;
    }

    private RefitReason ReasonToRefit()
    {
        if (Forest is null)
            return _window.Count >= _options.WarmUpRowCount ? RefitReason.First : RefitReason.None;
        if (_rowsSinceRefit % _options.DriftRowCount == 0 && HasDrifted())
            return RefitReason.Drift;

        return _rowsSinceRefit >= _options.RefitRowCount ? RefitReason.Due : RefitReason.None;
    }

    /// <summary>Compares the block that has just ended with the rows that the forest was grown from, of which it is none.</summary>
    private bool HasDrifted()
    {
        if (_drift is null || _window.Count < _options.DriftRowCount)
            return false;

        return _drift.PValue(_window.CopyNewest(_options.DriftRowCount, _blockRows), _blockColumn) < _options.DriftPValue;
    }

    private void Refit(RefitReason reason)
    {
        FeatureMatrix rows = _window.CopyNewest(_window.Count, _trainingRows);
        long number = DueRefitCount + DriftRefitCount;
        Forest = IsolationForest.Fit(rows, _options.Forest with { Seed = unchecked(_options.Forest.Seed + number) });
        _drift?.Remember(rows);
        _rowsSinceRefit = 0;
        if (reason == RefitReason.Drift)
            DriftRefitCount++;
        else
            DueRefitCount++;
    }
}
