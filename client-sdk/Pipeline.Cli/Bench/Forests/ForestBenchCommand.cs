using System.CommandLine;
using Pipeline.Ml.Evaluation.Speed;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Bench.Forests;

/// <summary>The command line of <c>bench forest</c>.</summary>
internal static class ForestBenchCommand
{
    private const string DefaultPython = "/usr/bin/python3";

    public static Command Create()
    {
        Option<int[]> rows = IntegerListOption.Create("--rows", "Rows of generated tables. Default: 1000,10000,100000.", 2, 10_000_000);
        Option<int[]> columns = IntegerListOption.Create("--columns", "Columns of generated tables. Default: 4,10,40.", 1, 10_000);
        Option<int[]> threads = IntegerListOption.Create("--threads", "Threads for fitting and scoring in bulk. Default: 1 and one for each processor.", 1, 256);
        Option<string[]> files = new("--file")
        {
            Description = "A table of comma-separated values, plain or gzip, to measure on as well; generated ones then only if asked for. May be given again.",
            DefaultValueFactory = _ => [],
        };
        Option<string[]> ignore = new("--ignore") { Description = "Column of the files to leave out; may be given again.", DefaultValueFactory = _ => [] };
        Option<int> trees = IntegerOption.Create("--trees", "Trees of the forest.", 100, 1, 10_000);
        Option<int> samples = IntegerOption.Create("--samples", "Rows that each tree sees.", 256, 2, 65_536);
        Option<bool> quick = new("--quick") { Description = "Fewer and smaller tables, shorter rounds." };
        Option<bool> sklearn = new("--against-sklearn") { Description = "Measure scikit-learn on the same tables as well, on one core." };
        Option<string> python = new("--python") { Description = "The Python that has scikit-learn.", DefaultValueFactory = _ => DefaultPython };
        Option<int> seed = IntegerOption.Create("--seed", "Decides tables and forests.", 1, 0, int.MaxValue);

        Command forest = new("forest", "Measure the isolation forest: fitting, scoring in bulk and row by row, explaining, memory.")
        {
            rows, columns, threads, files, ignore, trees, samples, quick, sklearn, python, seed,
        };
        forest.SetAction(async (parsed, cancellationToken) =>
        {
            bool isQuick = parsed.GetValue(quick);
            string[] paths = parsed.GetRequiredValue(files);
            int[] rowCounts = parsed.GetRequiredValue(rows);
            int[] columnCounts = parsed.GetRequiredValue(columns);
            int[] threadCounts = parsed.GetRequiredValue(threads);
            bool isGenerating = paths.Length == 0 || rowCounts.Length > 0 || columnCounts.Length > 0;
            if (!isGenerating)
                rowCounts = columnCounts = [];
            else if (rowCounts.Length == 0)
                rowCounts = isQuick ? [1_000, 20_000] : [1_000, 10_000, 100_000];
            if (isGenerating && columnCounts.Length == 0)
                columnCounts = isQuick ? [10] : [4, 10, 40];
            if (rowCounts.Sum(static count => (double)count) * columnCounts.Sum(static count => (double)count) > FeatureTableOptions.CellsMax)
            {
                await Console.Error.WriteLineAsync($"pipeline bench: the tables have more than {FeatureTableOptions.CellsMax:N0} numbers together.");
                return ExitCodes.Usage;
            }

            ForestBenchRun run = new()
            {
                Options = new ForestBenchOptions
                {
                    TreeCount = parsed.GetValue(trees),
                    SubsampleSize = parsed.GetValue(samples),
                    Seed = parsed.GetValue(seed),
                    ThreadCounts = threadCounts.Length > 0 ? threadCounts : [.. new[] { 1, Environment.ProcessorCount }.Distinct()],
                    RoundCount = isQuick ? 3 : 7,
                    RoundTime = TimeSpan.FromMilliseconds(isQuick ? 50 : 200),
                    WarmUpTime = TimeSpan.FromMilliseconds(isQuick ? 250 : 500),
                },
                RowCounts = rowCounts,
                ColumnCounts = columnCounts,
                Files = paths,
                Ignored = parsed.GetRequiredValue(ignore),
                Python = parsed.GetValue(sklearn) ? parsed.GetRequiredValue(python) : null,
            };
            return await RunAsync(run, cancellationToken);
        });
        return forest;
    }

    private static async Task<int> RunAsync(ForestBenchRun run, CancellationToken cancellationToken)
    {
        try
        {
            ForestBenchResult result = await run.RunAsync(Console.Out, TimeProvider.System, cancellationToken);
            result.WriteComparison(Console.Out);
            Console.WriteLine(result.ToJson());
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is BenchException or SklearnException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"pipeline bench: {exception.Message}");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("pipeline bench: stopped");
            return ExitCodes.Failure;
        }
    }
}
