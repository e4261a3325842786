using System.Globalization;
using Pipeline.Protocol.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Backtests;

/// <summary>Reads a backtest to its end; on a terminal under a bar over the entries of the log.</summary>
internal static class BacktestDisplay
{
    /// <param name="lines">The answer.</param>
    /// <param name="terminal">Where the bar is drawn.</param>
    /// <param name="isTerminal">Whether it can be.</param>
    public static async Task<BacktestReport> RunAsync(IAsyncEnumerable<BacktestLine> lines, TextWriter terminal, bool isTerminal)
    {
        if (!isTerminal)
            return await ReadAsync(lines, static _ => { });
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("starting", maxValue: 1);
                return ReadAsync(lines, progress =>
                {
                    bar.Value = progress.Share;
                    bar.Description = string.Create(
                        CultureInfo.InvariantCulture, $"{progress.EndpointsDone:N0} of {progress.Endpoints:N0} endpoints, {progress.Entries:N0} entries");
                });
            });
    }

    private static async Task<BacktestReport> ReadAsync(IAsyncEnumerable<BacktestLine> lines, Action<BacktestProgressReport> onProgress)
    {
        await foreach (BacktestLine line in lines)
        {
            if (line.Progress is { } progress)
                onProgress(progress);
            if (line.Result is { } result)
                return result;
        }

        throw new IOException("The answer ended before the result.");
    }
}
