using System.Globalization;
using Spectre.Console;

namespace Pipeline.Cli.Send;

/// <summary>Shows a run on a terminal: a bar over the file's bytes, with the rate of events beside it.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console, ProgressTask bar, TimeProvider clock) : ISendDisplay
{
    private readonly Lock _gate = new();
    private readonly long _startTimestamp = clock.GetTimestamp();
    private long _events;

    /// <summary>Runs <paramref name="work"/> under a bar that ends at <paramref name="contentBytes"/>.</summary>
    public static Task RunAsync(TextWriter terminal, long contentBytes, TimeProvider clock, Func<ISendDisplay, Task> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal) });
        return console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("starting", maxValue: Math.Max(contentBytes, 1));
                return work(new TerminalDisplay(console, bar, clock));
            });
    }

    public void Note(string text)
    {
        lock (_gate)
            console.MarkupLineInterpolated($"[yellow]{text}[/]");
    }

    public void Waiting(string problem)
    {
        lock (_gate)
            bar.Description = Markup.Escape($"waiting: {problem}");
    }

    public void Advance(long contentPosition, int eventCount)
    {
        lock (_gate)
        {
            _events += eventCount;
            double perSecond = _events / Math.Max(clock.GetElapsedTime(_startTimestamp).TotalSeconds, 0.001);
            bar.Description = string.Create(CultureInfo.InvariantCulture, $"{_events:N0} events, {perSecond:N0}/s");

            // Batches under way side by side may arrive in another order.
            bar.Value = Math.Max(bar.Value, contentPosition);
        }
    }
}
