using Pipeline.Ml.Evaluation.Metrics;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>Measures the isolation forest: fitting, scoring in bulk and row by row, explaining, and what each allocates.</summary>
/// <remarks>
/// Each is run until it is compiled well, then in rounds that repeat it for a while; the figure is the median round's mean. Nothing else
/// should run meanwhile: the median forgives a disturbed round, not a busy machine.
/// </remarks>
public sealed class ForestBench(ForestBenchOptions options, TimeProvider clock)
{
    /// <summary>Rows that are scored and explained one by one in a run; of a smaller table, some of them again.</summary>
    private const int SingleRowCount = 4_096;

    /// <summary>Measures one table with every number of threads.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<ForestSpeed> Measure(BenchTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        IsolationForest forest = Fit(table, 1);
        double[] contributions = new double[table.Rows.ColumnCount];
        (double singleSeconds, long singleBytes) = Time(() => ScoreSingly(forest, table), cancellationToken);
        (double explainSeconds, _) = Time(() => ExplainSingly(forest, table, contributions), cancellationToken);

        List<ForestSpeed> speeds = [];
        double[] scores = new double[table.Rows.RowCount];
        foreach (int threadCount in options.ThreadCounts)
        {
            (double fitSeconds, long fitBytes) = Time(() => Fit(table, threadCount), cancellationToken);
            (double bulkSeconds, long bulkBytes) = Time(() => forest.Score(table.Rows, scores, threadCount, CancellationToken.None), cancellationToken);
            speeds.Add(new ForestSpeed(
                table.Name, table.Rows.RowCount, table.Rows.ColumnCount, threadCount,
                fitSeconds * 1e3, scores.Length / bulkSeconds, singleSeconds / SingleRowCount * 1e9, explainSeconds / SingleRowCount * 1e6,
                fitBytes, bulkBytes, singleBytes / SingleRowCount));
        }

        return speeds;
    }

    private IsolationForest Fit(BenchTable table, int threadCount) => IsolationForest.Fit(table.Rows, new IsolationForestOptions
    {
        TreeCount = options.TreeCount, SubsampleSize = options.SubsampleSize, Seed = options.Seed, MaxDegreeOfParallelism = threadCount,
    });

    private static void ScoreSingly(IsolationForest forest, BenchTable table)
    {
        for (int row = 0; row < SingleRowCount; row++)
            forest.Score(table.Rows.Row(row % table.Rows.RowCount));
    }

    private static void ExplainSingly(IsolationForest forest, BenchTable table, double[] contributions)
    {
        for (int row = 0; row < SingleRowCount; row++)
            forest.Explain(table.Rows.Row(row % table.Rows.RowCount), contributions);
    }

    /// <summary>Seconds of one run, the median over rounds of a round's mean, and the bytes that one more run allocates.</summary>
    private (double Seconds, long Bytes) Time(Action run, CancellationToken cancellationToken)
    {
        _ = Repeat(run, options.WarmUpTime, cancellationToken);
        double[] rounds = new double[options.RoundCount];
        for (int round = 0; round < rounds.Length; round++)
            rounds[round] = Repeat(run, options.RoundTime, cancellationToken);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run();
        return (SampleStatistics.Median(rounds), GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    private double Repeat(Action run, TimeSpan atLeast, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        int count = 0;
        TimeSpan elapsed;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            run();
            count++;
            elapsed = clock.GetElapsedTime(start);
        }
        while (elapsed < atLeast);
        return elapsed.TotalSeconds / count;
    }
}
