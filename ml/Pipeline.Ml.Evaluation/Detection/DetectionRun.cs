using Pipeline.Ml.Data;
using Pipeline.Ml.Evaluation.Metrics;
using Pipeline.Ml.Evaluation.Tables;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>Fits a detector on a table and scores the same table, once for each seed, and measures how well and how fast.</summary>
/// <param name="detector">What is fitted.</param>
/// <param name="options">How often, and what is told.</param>
/// <param name="clock">Measures fits and scoring.</param>
public sealed class DetectionRun(IDetector detector, DetectionOptions options, TimeProvider clock)
{
    /// <summary>Rows that the warm-up works on; enough to have every loop compiled well, and no wait on a large table.</summary>
    private const int WarmUpRowsMax = 20_000;

    /// <summary>With few seeds the first is measured again, so that a median is of something; unless that takes long.</summary>
    private const int TimingsMin = 5;

    private const int WarmUpRoundsMax = 50;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan TimingsTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs; <paramref name="progress"/> hears of each seed done.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DetectionResult Run(FeatureTable table, IProgress<SeedResult>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        WarmUp(table.Features, cancellationToken);
        double[] scores = new double[table.Features.RowCount];
        double[] otherScores = new double[scores.Length];
        bool[]? labels = table.Labels is { } all && all.Contains(true) && all.Contains(false) ? all : null;
        List<SeedResult> seeds = [];
        IFittedDetector? shown = null;
        for (int index = 0; index < options.SeedCount; index++)
        {
            double[] into = index == 0 ? scores : otherScores;
            (IFittedDetector fitted, SeedResult seed) = Measure(table.Features, options.Seed + index, into, cancellationToken);
            shown ??= fitted;
            fitted.SeenScores?.CopyTo(into);
            seed = seed with { Quality = labels is null ? null : RankingQuality.Measure(into, labels) };
            seeds.Add(seed);
            progress?.Report(seed);
        }

        List<SeedResult> timings = [.. seeds];
        while (timings.Count < TimingsMin && timings.Sum(static timing => (timing.Fit + timing.Score).TotalSeconds) < TimingsTime.TotalSeconds)
            timings.Add(Measure(table.Features, options.Seed, otherScores, cancellationToken).Timing);

        int[] order = Order(scores);
        double? threshold = options.Contamination is { } share ? ContaminationThreshold.Of(scores, share) : null;
        return new DetectionResult
        {
            Scores = scores,
            Top = [.. order.Take(options.TopCount).Select(row => Tell(shown!, row, scores[row]))],
            Seeds = seeds,
            Threshold = threshold,
            Flagged = threshold is { } least ? scores.Count(score => score >= least) : 0,
            Fit = TimeSpan.FromSeconds(SampleStatistics.Median([.. timings.Select(static timing => timing.Fit.TotalSeconds)])),
            RowsPerSecond = scores.Length / SampleStatistics.Median([.. timings.Select(static timing => Math.Max(timing.Score.TotalSeconds, 1e-9))]),
        };
    }

    private void WarmUp(FeatureMatrix rows, CancellationToken cancellationToken)
    {
        FeatureMatrix some = rows.Slice(0, Math.Min(rows.RowCount, WarmUpRowsMax));
        double[] scores = new double[some.RowCount];
        long start = clock.GetTimestamp();
        for (int round = 0; round < WarmUpRoundsMax && clock.GetElapsedTime(start) < WarmUpTime; round++)
            _ = Measure(some, options.Seed, scores, cancellationToken);
    }

    private (IFittedDetector Fitted, SeedResult Timing) Measure(FeatureMatrix rows, long seed, double[] scores, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = clock.GetTimestamp();
        IFittedDetector fitted = detector.Fit(rows, seed, cancellationToken);
        long between = clock.GetTimestamp();
        fitted.Score(rows, scores, cancellationToken);
        long end = clock.GetTimestamp();
        return (fitted, new SeedResult(seed, clock.GetElapsedTime(start, between), clock.GetElapsedTime(between, end), null));
    }

    /// <summary>Rows by descending score, equal ones in the order of the table.</summary>
    private static int[] Order(double[] scores)
    {
        int[] rows = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(rows, (left, right) => scores[right].CompareTo(scores[left]) is var order and not 0 ? order : left.CompareTo(right));
        return rows;
    }

    private static AnomalousRow Tell(IFittedDetector fitted, int row, double score) =>
        new(row, score, fitted.PValue(score), fitted.Explain(row));
}
