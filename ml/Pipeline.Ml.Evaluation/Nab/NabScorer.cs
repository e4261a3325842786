namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Scores a detector over a corpus of labelled series as the Numenta Anomaly Benchmark does.</summary>
/// <remarks>
/// <para>
/// Of the alarms inside a window only the best (the earliest) counts, the more the earlier it is; a window without one costs. Every alarm
/// outside costs, less so shortly after a window. The first 15 % of a series, of at most 5,000 rows, are the detector's to learn from and
/// count neither way. One threshold serves the whole corpus: the one which gives most. The result is 0 for a detector that never raises an
/// alarm and 100 for one that does so on the first row of each window and nowhere else; a bad one can go below 0.
/// </para>
/// <para>
/// Written from the description: Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark", 2015.
/// </para>
/// </remarks>
public static class NabScorer
{
    private const double ProbationShare = 0.15;
    private const int ProbationRowCountMax = 5_000;

    /// <summary>Scores a corpus with the threshold that suits it best.</summary>
    /// <exception cref="ArgumentException">A score is NaN, scores do not match rows, a window holds no row, or no series has a
    /// window.</exception>
    public static NabResult Score(IReadOnlyList<ScoredSeries> corpus, NabProfile profile)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(profile);
        var rows = new List<RowWorth>[corpus.Count];
        int windowCount = 0;
        for (int i = 0; i < corpus.Count; i++)
        {
            rows[i] = RateRows(corpus[i], profile, windowCount);
            windowCount += corpus[i].Windows.Count;
        }

        if (windowCount == 0)
            throw new ArgumentException("Without a single labelled window nothing can be found or missed.", nameof(corpus));

        double threshold = BestThreshold(rows, windowCount, profile);
        SeriesResult[] series = [.. corpus.Select((s, i) => Count(s, rows[i], threshold, profile))];
        double perfect = windowCount * profile.TruePositive;
        double silent = -windowCount * profile.FalseNegative;
        double raw = series.Sum(s => s.Points);
        return new NabResult(100.0 * (raw - silent) / (perfect - silent), threshold, series);
    }

    /// <summary>Rows that are the detector's to learn from.</summary>
    public static int ProbationRowCount(int rowCount) => (int)Math.Floor(ProbationShare * Math.Min(rowCount, ProbationRowCountMax));

    /// <summary>What an alarm on each row after the probation is worth.</summary>
    internal static List<RowWorth> RateRows(ScoredSeries scored, NabProfile profile, int firstWindow)
    {
        if (scored.Scores.Count != scored.Series.RowCount)
            throw new ArgumentException($"{scored.Series.Name}: {scored.Scores.Count} scores for {scored.Series.RowCount} rows.");

        IReadOnlyList<DateTime> times = scored.Series.Timestamps;
        (int Left, int Right)[] edges = [.. scored.Windows.Select(w => Edges(w, times, scored.Series.Name))];
        int probation = ProbationRowCount(times.Count);
        var rows = new List<RowWorth>(times.Count - probation);
        int passed = 0;
        for (int i = 0; i < times.Count; i++)
        {
            while (passed < edges.Length && edges[passed].Right < i)
                passed++;
            if (i < probation)
                continue;

            double score = scored.Scores[i];
            if (double.IsNaN(score))
                throw new ArgumentException($"{scored.Series.Name}: the score of row {i} is NaN.");

            bool inside = passed < edges.Length && i >= edges[passed].Left;
            rows.Add(inside
                ? new RowWorth(score, InsideWorth(i, edges[passed]) * profile.TruePositive, firstWindow + passed)
                : new RowWorth(score, OutsideWorth(i, edges, passed) * profile.FalsePositive, RowWorth.Outside));
        }

        return rows;
    }

    /// <summary>1 on a window's first row, falling towards its last, which is still worth a little.</summary>
    private static double InsideWorth(int row, (int Left, int Right) window)
    {
        double width = window.Right - window.Left + 1;
        return WindowPosition.Worth(-(window.Right - row + 1) / width) / WindowPosition.Worth(-1.0);
    }

    /// <summary>Nearly 0 right behind a window, -1 far from any; a window's width is here counted in steps between its rows.</summary>
    private static double OutsideWorth(int row, (int Left, int Right)[] windows, int passed)
    {
        if (passed == 0)
            return -1.0;

        (int left, int right) = windows[passed - 1];
        return WindowPosition.Worth((row - right) / (double)Math.Max(1, right - left));
    }

    private static (int Left, int Right) Edges(LabelWindow window, IReadOnlyList<DateTime> times, string name)
    {
        int left = LowerBound(times, window.Start);
        int right = LowerBound(times, window.End);
        if (right == times.Count || times[right] > window.End)
            right--;

        return right >= left
            ? (left, right)
            : throw new ArgumentException($"{name}: no row lies in the window {window}.");
    }

    private static int LowerBound(IReadOnlyList<DateTime> times, DateTime time)
    {
        int low = 0;
        int high = times.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Goes down through all scores at once: the points at each distinct one follow from those at the one above it.</summary>
    private static double BestThreshold(List<RowWorth>[] corpus, int windowCount, NabProfile profile)
    {
        RowWorth[] rows = [.. corpus.SelectMany(series => series).OrderByDescending(row => row.Score)];
        double[] earned = new double[windowCount];
        Array.Fill(earned, -profile.FalseNegative);
        double points = -windowCount * profile.FalseNegative;
        double best = points;
        double threshold = double.PositiveInfinity;
        for (int i = 0; i < rows.Length; i++)
        {
            RowWorth row = rows[i];
            if (row.Window == RowWorth.Outside)
            {
                points += row.Worth;
            }
            else if (row.Worth > earned[row.Window])
            {
                points += row.Worth - earned[row.Window];
                earned[row.Window] = row.Worth;
            }

            bool lastOfItsScore = i + 1 == rows.Length || rows[i + 1].Score < row.Score;
            if (lastOfItsScore && points > best)
                (best, threshold) = (points, row.Score);
        }

        return threshold;
    }

    private static SeriesResult Count(ScoredSeries scored, List<RowWorth> rows, double threshold, NabProfile profile)
    {
        var earned = new Dictionary<int, double>();
        int falseAlarms = 0;
        double points = 0;
        foreach (RowWorth row in rows.Where(row => row.Score >= threshold))
        {
            if (row.Window == RowWorth.Outside)
            {
                falseAlarms++;
                points += row.Worth;
            }
            else
            {
                earned[row.Window] = Math.Max(row.Worth, earned.GetValueOrDefault(row.Window, double.NegativeInfinity));
            }
        }

        points += earned.Values.Sum() - ((scored.Windows.Count - earned.Count) * profile.FalseNegative);
        return new SeriesResult(scored.Series.Name, scored.Series.RowCount, scored.Windows.Count, earned.Count, falseAlarms, points);
    }
}
