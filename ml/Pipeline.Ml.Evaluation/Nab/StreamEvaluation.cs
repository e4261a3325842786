using System.Diagnostics;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Runs the detector over time series as if their rows were just arriving, and says what stood out and, with labels, how good
/// that was.</summary>
public static class StreamEvaluation
{
    /// <summary>Most alarms that can be listed.</summary>
    public const int MaxTopCount = 1_000;

    /// <summary>Alarms of at least this are worth a page: p of e^-8, once in 3,000 rows of noise.</summary>
    public const double PageLevel = 8.0;

    private const int MaxRandomCount = 100;
    private const int RowsBetweenReports = 1_000;

    /// <summary>Reads, runs and scores; writes tables for people when there is a writer.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="output">Left open; null for silence. The line of JSON is the caller's to write.</param>
    /// <param name="progress">Told the share of rows done.</param>
    /// <param name="cancellationToken">Observed every thousand rows.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidDataException">A file is not as described, or the labels do not fit the series; the message says
    /// where.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static StreamEvaluationResult Run(
        StreamEvaluationOptions options, TextWriter? output = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.TopCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TopCount, MaxTopCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RandomCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RandomCount, MaxRandomCount);

        LabelWindows? labels = options.LabelsPath is { } path ? LabelWindows.Read(path) : null;
        IReadOnlyList<TimeSeries> corpus = TimeSeriesReader.ReadAll(options.Path);
        IReadOnlyList<LabelWindow>[] windows = [.. corpus.Select(series => WindowsOf(series, labels, options))];
        if (labels is not null && windows.All(list => list.Count == 0))
            throw new InvalidDataException($"{options.LabelsPath}: labels no window of these series, so nothing can be found or missed.");

        long rowCount = corpus.Sum(series => (long)series.RowCount);

        var top = new TopAlarms(options.TopCount);
        var scores = new double[corpus.Count][];
        long refitCount = 0;
        long done = 0;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < corpus.Count; i++)
        {
            var detector = new SeriesDetector(options.Detector);
            scores[i] = new double[corpus[i].RowCount];
            for (int row = 0; row < scores[i].Length; row++)
            {
                scores[i][row] = detector.Score(corpus[i].Timestamps[row], corpus[i].Values[row]);
                if (top.Wants(scores[i][row]))
                    top.Add(AlarmOf(corpus[i], row, detector, labels is null ? null : windows[i]));

                if (++done % RowsBetweenReports == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(done / (double)rowCount);
                }
            }

            refitCount += detector.RefitCount;
        }

        double seconds = watch.Elapsed.TotalSeconds;
        progress?.Report(1.0);
        StreamEvaluationResult result = Judge(corpus, windows, scores, labels is not null, options) with
        {
            RowCount = rowCount,
            RowsPerSecond = rowCount / Math.Max(seconds, 1e-9),
            RefitCount = refitCount,
            Top = top.Descending(),
            WarmUpRowCount = options.Detector.WarmUpRowCount,
            TooShort = [.. corpus.Where(series => series.RowCount <= options.Detector.WarmUpRowCount)],
        };
        if (output is not null)
            StreamReport.Write(result, output);

        return result;
    }

    private static StreamEvaluationResult Judge(
        IReadOnlyList<TimeSeries> corpus, IReadOnlyList<LabelWindow>[] windows, double[][] scores, bool labelled, StreamEvaluationOptions options)
    {
        if (!labelled)
            return new StreamEvaluationResult(0, corpus.Count, 0, 0, [], null, null, null);

        NabResult standard = Score(corpus, windows, i => scores[i]);
        NabResult gaussian = Score(corpus, windows, i => ScoresOf(new WindowedGaussianDetector(), corpus[i]));
        double random = Enumerable.Range(0, options.RandomCount)
            .Average(draw => Score(corpus, windows, i => ScoresOf(new RandomDetector((draw * corpus.Count) + i), corpus[i])).Score);
        return new StreamEvaluationResult(0, corpus.Count, 0, 0, [], standard, gaussian, random);
    }

    private static NabResult Score(IReadOnlyList<TimeSeries> corpus, IReadOnlyList<LabelWindow>[] windows, Func<int, double[]> scores) =>
        NabScorer.Score([.. corpus.Select((series, i) => new ScoredSeries(series, windows[i], scores(i)))], NabProfile.Standard);

    private static double[] ScoresOf(ISeriesDetector detector, TimeSeries series) =>
        [.. series.Values.Select((value, row) => detector.Score(series.Timestamps[row], value))];

    private static IReadOnlyList<LabelWindow> WindowsOf(TimeSeries series, LabelWindows? labels, StreamEvaluationOptions options)
    {
        if (labels is null)
            return [];
        if (!labels.TryGet(series.Name, out IReadOnlyList<LabelWindow> windows) && !labels.TryGet(NameFromAbove(series), out windows))
            throw new InvalidDataException($"{options.LabelsPath}: has no entry for the series {series.Name}.");

        foreach (LabelWindow window in windows)
        {
            if (!series.Timestamps.Any(time => time >= window.Start && time <= window.End))
            {
                throw new InvalidDataException($"{options.LabelsPath}: no row of {series.Name} lies in its window {window}.");
            }
        }

        return windows;
    }

    /// <summary>How the benchmark's labels name a series in the current folder.</summary>
    private static string NameFromAbove(TimeSeries series) => $"{Path.GetFileName(Directory.GetCurrentDirectory())}/{series.Name}";

    private static SeriesAlarm AlarmOf(TimeSeries series, int row, SeriesDetector detector, IReadOnlyList<LabelWindow>? windows)
    {
        DateTime time = series.Timestamps[row];
        bool? labelled = windows?.Any(window => time >= window.Start && time <= window.End);
        return new SeriesAlarm(series.Name, time, series.Values[row], detector.Last.Alarm, detector.Cause(), labelled);
    }
}
